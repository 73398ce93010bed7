import { now, type SqlDatabase, takeChanges, takeIds } from './database.js';
import type { NewJob, WorkflowPlace } from './job-record.js';
import { rank } from './job-row.js';

/** A job to be put into the table; one of a workflow leaves its spec to the step. */
export interface JobToInsert extends NewJob {
  readonly workflow?: WorkflowPlace;
  /** How often the workflow tried it before. */
  readonly tried?: number;
}

/** Puts jobs into the queue, within the caller's transaction, and returns the first of their ids, which follow each other. */
export function insertJobs(database: SqlDatabase, jobs: readonly JobToInsert[]): number {
  const created = now();
  const change = takeChanges(database, jobs.length);
  const first = takeIds(database, jobs.length);
  const insertSpec = specInserter(database);
  const insertLabels = labelInserter(database);
  const insert = database.prepare(
    `INSERT INTO jobs (id, name, status, rank, attempt, deleting, active, kept, changed, priority, cpus, memory,
       workflow_id, step, instance, node_try, parameters, queue_deadline, create_time, execution, outputs)
     VALUES (?, ?, 'idle', ${rank.queued}, 0, 0, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', '[]')`,
  );
  for (const [index, job] of jobs.entries()) {
    const { policies, labels, name } = job.spec;
    const queueMinutes = policies?.maximumTimeInQueue ?? 0;
    const { workflow } = job;
    insert.run(
      first + index,
      name ?? '',
      policies?.leaveInQueue && !workflow ? 1 : 0,
      change + index,
      policies?.priority ?? 0,
      job.cpus,
      job.memory,
      workflow?.id ?? null,
      workflow?.step ?? null,
      workflow?.instance ?? null,
      job.tried ?? 0,
      job.parameters ? JSON.stringify(job.parameters) : null,
      queueMinutes > 0 ? created + queueMinutes * 60 : null,
      created,
    );
    if (!workflow) insertSpec(first + index, job.spec, job.environments);
    insertLabels(first + index, labels);
  }
  return first;
}

/** Keeps what a user wrote. */
export function specInserter(
  database: SqlDatabase,
): (id: number, spec: object, environments?: object) => void {
  const insert = database.prepare('INSERT INTO specs (id, environments, spec) VALUES (?, ?, ?)');
  return (id, spec, environments = []) => {
    insert.run(id, JSON.stringify(environments), JSON.stringify(spec));
  };
}

/** Makes a job or a workflow to be found by its labels. */
export function labelInserter(
  database: SqlDatabase,
): (id: number, labels: Readonly<Record<string, string>> | undefined) => void {
  const insert = database.prepare('INSERT INTO labels (key, value, id) VALUES (?, ?, ?)');
  return (id, labels = {}) => {
    for (const [key, value] of Object.entries(labels)) insert.run(key, value, id);
  };
}
