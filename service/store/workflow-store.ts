import { isFinal, succeeded } from '../../lib/model/states.js';
import { inTransaction, now, type SqlDatabase, takeChanges } from './database.js';
import type { Feed } from './feed.js';
import { insertJobs } from './job-insert.js';
import { type Query, selectFrom } from './job-query.js';
import type { JobRecord, Submission } from './job-record.js';
import { rank } from './job-row.js';
import { once } from './submissions.js';
import { nextExpansion } from './workflow-expansion.js';
import { insertWorkflow } from './workflow-insert.js';
import type { Expansion, NewWorkflow, Unfinished, WorkflowRecord } from './workflow-record.js';
import { type WorkflowRow, workflowOf } from './workflow-row.js';

/**
 * The state of all workflows, and the only writer of it. Counts are kept with the jobs' transitions, in the same
 * transactions, so that they are right whenever the service is killed.
 */
export class WorkflowStore {
  constructor(
    private readonly database: SqlDatabase,
    private readonly feed: Feed,
  ) {}

  /**
   * Stores a workflow and returns its id; its jobs are made by expansions.
   *
   * @param unfinished the jobs to do; those that are left out have succeeded before. All when absent.
   * @throws {IdempotencyKeyError}
   */
  create(workflow: NewWorkflow, submission?: Submission, unfinished?: Unfinished): number {
    const id = inTransaction(this.database, () =>
      once(this.database, submission, () => insertWorkflow(this.database, workflow, unfinished)),
    );
    this.feed.workflow(id);
    return id;
  }

  /**
   * Stores a workflow, unless one with the same value of a label is active, or has succeeded and is whole: then the newest
   * of them is returned, and nothing is made.
   *
   * @throws {IdempotencyKeyError} as `create` does.
   */
  createUnlessLabelled(
    workflow: NewWorkflow,
    label: string,
    submission?: Submission,
  ): { id: number; reused: boolean } {
    const value = workflow.spec.labels?.[label];
    let found: WorkflowRecord | undefined;
    const id = inTransaction(this.database, () =>
      once(this.database, submission, () => {
        if (value !== undefined) {
          found = this.list({ labels: [[label, value]] }).findLast(each => this.#isUsable(each));
        }
        return found?.id ?? insertWorkflow(this.database, workflow, undefined);
      }),
    );
    if (!found) this.feed.workflow(id);
    return { id, reused: found !== undefined };
  }

  /** A rerun has only the jobs that it did again, and can't stand for all of them. */
  #isUsable({ id, status, progress: { done, total } }: WorkflowRecord): boolean {
    if (!isFinal(status)) return !this.isDeleting(id);
    if (status !== 'completed' || done !== total) return false;
    const sql = 'SELECT count(*) AS jobs FROM jobs WHERE workflow_id = ?';
    return (this.database.prepare(sql).get(id) as { jobs: number }).jobs >= total;
  }

  /** A workflow; undefined when there is none of this id. */
  get(id: number): WorkflowRecord | undefined {
    return this.list({ ids: [id] })[0];
  }

  /** The workflows that a query names, in its order. */
  list(query: Query): WorkflowRecord[] {
    const { sql, values } = selectFrom('workflows', query);
    return (this.database.prepare(sql).all(...values) as (WorkflowRow & { spec: string })[]).map(workflowOf);
  }

  /** The next jobs to be made, at most so many; undefined when none wait for that. */
  nextExpansion(most: number): Expansion | undefined {
    return nextExpansion(this.database, most);
  }

  /** Counts jobs that are made in the same transaction; false when the step is not open any more. */
  jobsMade({ workflow, step, instances }: Expansion): boolean {
    const { changes } = this.database
      .prepare(
        `UPDATE steps SET made = made + ?1, open = made + ?1 < total
         WHERE workflow_id = ?2 AND position = ?3 AND open = 1`,
      )
      .run(instances.length, workflow, step);
    if (changes === 0) return false;
    this.#change(
      workflow,
      `made = made + ?, status = 'running', rank = ${rank.running}, start_time = coalesce(start_time, ?)`,
      instances.length,
      now(),
    );
    return true;
  }

  /** A job of a workflow runs. */
  jobStarted({ workflow }: JobRecord): undefined {
    this.#change(workflow!.id, 'running = running + 1');
  }

  /** A job of a workflow went back to the queue. */
  jobRequeued({ workflow }: JobRecord): undefined {
    this.#change(workflow!.id, 'running = running - 1');
  }

  /**
   * A job of a workflow has ended: counts it, lets those that wait for it start, or has it tried again. Returns the id
   * of the job that takes its place then.
   */
  jobEnded(job: JobRecord): number | undefined {
    const { id, step, instance } = job.workflow!;
    const success = endedWell(job);
    const update = this.database.prepare('UPDATE jobs SET succeeded = ? WHERE id = ? RETURNING node_try');
    const { node_try: tried } = update.get(success ? 1 : 0, job.id) as { node_try: number };
    // It ran: one that is queued, also again, has no start.
    if (job.startTime !== null) this.#change(id, 'running = running - 1');
    const workflow = this.#row(id)!;
    const again = !success && !job.deleting && workflow.deleting === 0 && tried < workflow.maximum_retries;
    if (again) {
      const { cpus, memory, spec } = job;
      const place = { id, step, instance };
      const parameters = job.parameters ?? undefined;
      const heir = { spec, environments: [], cpus, memory, parameters, workflow: place, tried: tried + 1 };
      return insertJobs(this.database, [heir]);
    }
    if (success) {
      this.#change(id, 'done = done + 1');
      this.#releaseChildren(id, step);
    } else if (workflow.deleting === 0) {
      this.#change(id, 'failed = failed + 1, reason = coalesce(reason, ?)', failure(job));
    }
    this.#endIfOver(id);
    return undefined;
  }

  /**
   * Begins to delete a workflow: what waits is deleted at once. Returns the ids of those jobs, and of those that have to
   * be ended; undefined when the workflow is unknown or has ended.
   */
  markDeleting(id: number): { waiting: number[]; running: number[] } | undefined {
    return inTransaction(this.database, () => {
      const row = this.#row(id);
      if (!row || row.rank >= rank.ended) return undefined;
      this.#change(id, 'deleting = 1');
      this.database.prepare('UPDATE steps SET open = 0 WHERE workflow_id = ? AND open = 1').run(id);
      const waiting = this.#jobIds(id, rank.queued);
      if (waiting.length > 0) this.#deleteQueued(id, waiting);
      this.#endIfOver(id);
      return { waiting, running: this.#jobIds(id, rank.running) };
    });
  }

  /** Workflows whose deletion was begun and not ended. */
  deleting(): number[] {
    const sql = `SELECT id FROM workflows WHERE deleting = 1 AND rank < ${rank.ended}`;
    return (this.database.prepare(sql).all() as { id: number }[]).map(row => row.id);
  }

  /** True when somebody asked to delete this workflow. */
  isDeleting(id: number): boolean {
    return this.#row(id)?.deleting === 1;
  }

  /** Takes a workflow out of the queue once it has ended; false when it is not in there. */
  release(id: number): boolean {
    const released = inTransaction(this.database, () => {
      if (!this.get(id)?.active) return false;
      this.#change(id, `kept = 0, active = rank < ${rank.ended}`);
      return true;
    });
    if (released) this.feed.workflow(id);
    return released;
  }

  /** The jobs of a workflow that have not succeeded, also not in the run before it. */
  unfinished(id: number): Unfinished {
    const done = this.database
      .prepare('SELECT DISTINCT step, instance FROM jobs WHERE workflow_id = ? AND succeeded = 1')
      .all(id) as { step: number; instance: number }[];
    const steps = this.database
      .prepare(
        'SELECT position, total, instances FROM steps JOIN templates USING (workflow_id, position) WHERE workflow_id = ?',
      )
      .all(id) as { position: number; total: number; instances: string | null }[];
    const known = new Set(done.map(({ step, instance }) => `${step}/${instance}`));
    return new Map(
      steps.map(({ position, total, instances }) => {
        const asked = instances
          ? (JSON.parse(instances) as number[])
          : Array.from({ length: total }, (_, n) => n);
        return [position, asked.filter(instance => !known.has(`${position}/${instance}`))];
      }),
    );
  }

  #row(id: number): WorkflowRow | undefined {
    return this.database.prepare('SELECT * FROM workflows WHERE id = ?').get(id) as WorkflowRow | undefined;
  }

  #change(id: number, assignments: string, ...values: (string | number)[]): void {
    const sql = `UPDATE workflows SET ${assignments}, changed = ? WHERE id = ?`;
    this.database.prepare(sql).run(...values, takeChanges(this.database, 1), id);
  }

  #jobIds(workflow: number, ofRank: number): number[] {
    const sql = 'SELECT id FROM jobs WHERE workflow_id = ? AND rank = ? ORDER BY id';
    return (this.database.prepare(sql).all(workflow, ofRank) as { id: number }[]).map(row => row.id);
  }

  #deleteQueued(workflow: number, ids: readonly number[]): void {
    const first = ids[0]!;
    const change = takeChanges(this.database, ids.at(-1)! - first + 1);
    // One that was tried before has working files.
    this.database
      .prepare(
        `UPDATE jobs SET status = 'deleted', rank = CASE attempt WHEN 0 THEN ${rank.cleaned} ELSE ${rank.ended} END,
           reason = ?, end_time = ?, active = 0, succeeded = 0, queue_deadline = NULL, changed = id + ?
         WHERE workflow_id = ? AND rank = ${rank.queued}`,
      )
      .run(deletedWithWorkflow, now(), change - first, workflow);
  }

  #releaseChildren(id: number, position: number): void {
    const step = this.database
      .prepare(
        'UPDATE steps SET done = done + 1 WHERE workflow_id = ? AND position = ? RETURNING done = total AS whole',
      )
      .get(id, position) as { whole: number };
    if (!step.whole) return;
    const { children } = this.database
      .prepare('SELECT children FROM templates WHERE workflow_id = ? AND position = ?')
      .get(id, position) as { children: string };
    for (const child of JSON.parse(children) as number[]) {
      const ready = this.database
        .prepare(
          `UPDATE steps SET waits_for = waits_for - 1, open = waits_for = 1 AND made < total
           WHERE workflow_id = ? AND position = ? RETURNING waits_for, total`,
        )
        .get(id, child) as { waits_for: number; total: number };
      if (ready.waits_for === 0) this.#change(id, 'ready = ready + ?', ready.total);
    }
  }

  #endIfOver(id: number): void {
    const row = this.#row(id)!;
    const over = row.deleting === 1 ? row.running === 0 : row.done + row.failed === row.ready;
    if (!over || row.rank >= rank.ended) return;
    const status = row.deleting === 1 ? 'deleted' : row.failed > 0 ? 'failed' : 'completed';
    const more = row.failed > 1 ? ` and ${row.failed - 1} more` : '';
    const reason = row.deleting === 1 ? 'Workflow deleted by user' : row.reason && row.reason + more;
    this.#change(id, `status = ?, rank = ${rank.ended}, active = kept, end_time = ?`, status, now());
    if (reason !== null) this.#change(id, 'reason = ?', reason);
  }
}

/** Why the jobs of a deleted workflow ended, in PROMINENCE's words. */
export const deletedWithWorkflow = 'Job part of a workflow which was deleted by user';

/** As PROMINENCE's workflows see it: a task's exit code counts, although the job itself reads `completed`. */
function endedWell({ status, execution, spec }: JobRecord): boolean {
  const forgiven = spec.policies?.reportJobSuccessOnTaskFailure === true;
  return succeeded(status, forgiven ? [] : (execution.tasks ?? []).map(task => task.exitCode));
}

function failure(job: JobRecord): string {
  return `One or more jobs failed: ${job.name} (job ${job.id})`;
}
