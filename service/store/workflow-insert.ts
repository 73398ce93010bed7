import { now, type SqlDatabase, takeChanges, takeIds } from './database.js';
import { labelInserter, specInserter } from './job-insert.js';
import { rank } from './job-row.js';
import type { NewWorkflow, Unfinished } from './workflow-record.js';

/**
 * Stores a workflow with its steps, within the caller's transaction, and returns its id.
 *
 * @param unfinished the jobs to do; those that are left out have succeeded before. All when absent.
 */
export function insertWorkflow(
  database: SqlDatabase,
  { spec, steps }: NewWorkflow,
  unfinished: Unfinished | undefined,
): number {
  const id = takeIds(database, 1);
  const asked = steps.map(({ total }, position) => unfinished?.get(position) ?? { length: total });
  const isDone = (position: number) => asked[position]!.length === 0;
  const waits = steps.map(step => step.parents);
  for (const [position, { children }] of steps.entries()) {
    if (isDone(position)) for (const child of children) waits[child]! -= 1;
  }
  const sum = (of: (position: number) => number) => steps.reduce((all, _, position) => all + of(position), 0);
  const done = sum(position => steps[position]!.total - asked[position]!.length);
  const ready = sum(position => (waits[position] === 0 ? steps[position]!.total : 0));
  const { policies, labels } = spec;
  database
    .prepare(
      `INSERT INTO workflows (id, name, status, rank, deleting, active, kept, changed, maximum_retries, total, made,
           ready, running, done, failed, create_time)
         VALUES (?, ?, 'idle', ${rank.queued}, 0, 1, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?)`,
    )
    .run(
      id,
      spec.name ?? '',
      policies?.leaveInQueue ? 1 : 0,
      takeChanges(database, 1),
      policies?.maximumRetries ?? 0,
      sum(position => steps[position]!.total),
      done,
      ready,
      done,
      now(),
    );
  specInserter(database)(id, spec);
  labelInserter(database)(id, labels);
  insertSteps(database, id, steps, waits, unfinished);
  return id;
}

function insertSteps(
  database: SqlDatabase,
  id: number,
  steps: NewWorkflow['steps'],
  waits: readonly number[],
  unfinished: Unfinished | undefined,
): void {
  const insertTemplate = database.prepare(
    `INSERT INTO templates (workflow_id, position, name, cpus, memory, factory, instances, children, environments,
         spec) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertStep = database.prepare(
    'INSERT INTO steps (workflow_id, position, waits_for, open, total, made, done) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const [position, step] of steps.entries()) {
    const { name, cpus, memory, factory, children, environments, spec, total } = step;
    const instances = unfinished?.get(position);
    const before = instances ? total - instances.length : 0;
    insertTemplate.run(
      id,
      position,
      name,
      cpus,
      memory,
      factory ? JSON.stringify(factory) : null,
      instances ? JSON.stringify(instances) : null,
      JSON.stringify(children),
      JSON.stringify(environments),
      JSON.stringify(spec),
    );
    const open = waits[position] === 0 && before < total;
    insertStep.run(id, position, waits[position]!, open ? 1 : 0, total, before, before);
  }
}
