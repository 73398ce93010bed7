import type { Execution } from '../../lib/model/job-read.js';
import type { Parameters } from '../../lib/model/parameters.js';
import { inTransaction, lastChange, now, type SqlDatabase, takeChanges } from './database.js';
import type { Feed } from './feed.js';
import { insertJobs } from './job-insert.js';
import { type JobQuery, selectFrom } from './job-query.js';
import type { JobEnd, JobRecord, NewJob, Submission } from './job-record.js';
import { type JobRow, JobRows, rank, returningJob, selectJobs } from './job-row.js';
import { once, partOf } from './submissions.js';
import type { Expansion } from './workflow-record.js';
import type { WorkflowStore } from './workflow-store.js';

/**
 * The state of all jobs, and the only writer of it. Each transition is one transaction, guarded so that (attempt,
 * state) only grows, and told to the feed once it is stored. What it means for the job's workflow is stored with it.
 */
export class JobStore {
  readonly #rows: JobRows;

  constructor(
    private readonly database: SqlDatabase,
    private readonly feed: Feed,
    private readonly workflows: WorkflowStore,
  ) {
    this.#rows = new JobRows(database);
  }

  /**
   * Puts jobs into the queue, all or none, and returns their ids. A submission that is known already made the jobs
   * whose ids are returned.
   *
   * @throws {IdempotencyKeyError} when that one was different.
   */
  create(jobs: readonly NewJob[], submission?: Submission): number[] {
    const first = inTransaction(this.database, () =>
      once(this.database, submission, () => insertJobs(this.database, jobs)),
    );
    const ids = jobs.map((_, index) => first + index);
    this.#tell(ids);
    return ids;
  }

  /**
   * Puts jobs into the queue, all or none, but for each of which one that `usable` accepts has the same value of a
   * label: the newest of those stands for it. Of jobs that are the same the first is made.
   *
   * @throws {IdempotencyKeyError} as `create` does.
   */
  createUnlessLabelled(
    jobs: readonly NewJob[],
    label: string,
    usable: (job: JobRecord) => boolean,
    submission?: Submission,
  ): { id: number; reused: boolean }[] {
    const created = inTransaction(this.database, () =>
      jobs.map((job, index) => {
        const value = job.spec.labels?.[label];
        let found: JobRecord | undefined;
        const id = once(this.database, submission && partOf(submission, index), () => {
          if (value !== undefined) found = this.list({ labels: [[label, value]] }).findLast(usable);
          return found?.id ?? insertJobs(this.database, [job]);
        });
        return { id, reused: found !== undefined };
      }),
    );
    this.#tell(created.flatMap(({ id, reused }) => (reused ? [] : id)));
    return created;
  }

  /** The jobs that have the same value of a label as one of these. */
  sameLabelled(jobs: readonly NewJob[], label: string): JobRecord[] {
    const values = new Set(jobs.flatMap(job => job.spec.labels?.[label] ?? []));
    return [...values].flatMap(value => this.list({ labels: [[label, value]] }));
  }

  /** Makes jobs of a step, with the parameters of each. */
  expand(expansion: Expansion, parameters: (instance: number) => Parameters | undefined): void {
    const { workflow, step, spec, cpus, memory, instances } = expansion;
    const jobs = instances.map(instance => ({
      spec,
      environments: [],
      cpus,
      memory,
      parameters: parameters(instance),
      workflow: { id: workflow, step, instance },
    }));
    const first = inTransaction(this.database, () => {
      if (!this.workflows.jobsMade(expansion)) return undefined;
      return insertJobs(this.database, jobs);
    });
    if (first === undefined) return;
    this.#tell(
      jobs.map((_, index) => first + index),
      workflow,
    );
    this.feed.workflow(workflow);
  }

  /** A job; undefined when there is none of this id. */
  get(id: number): JobRecord | undefined {
    return this.#one('WHERE jobs.id = ?', id);
  }

  /** The jobs that a query names, in its order. */
  list(query: JobQuery): JobRecord[] {
    const { sql, values } = selectFrom('jobs', query);
    return this.#all(sql, ...values);
  }

  /** The job that starts next: the highest priority, then the lowest id. */
  nextQueued(): JobRecord | undefined {
    return this.#one('WHERE rank = 0 AND deleting = 0 ORDER BY priority DESC, jobs.id LIMIT 1');
  }

  /** What a service that starts has to take up: running jobs, and those whose deletion was begun. */
  unfinished(): JobRecord[] {
    return this.#all(`${selectJobs} WHERE rank = 1 OR (rank = 0 AND deleting = 1) ORDER BY jobs.id`);
  }

  /** Jobs that have ended and whose working files may still be there. */
  uncleaned(): JobRecord[] {
    return this.#all(`${selectJobs} WHERE rank = ${rank.ended} ORDER BY jobs.id`);
  }

  /** The queued job whose time in the queue is up first. */
  nextQueueDeadline(): JobRecord | undefined {
    return this.#one('WHERE queue_deadline IS NOT NULL ORDER BY queue_deadline LIMIT 1');
  }

  /** The newest job of a step and instance of a workflow. */
  ofWorkflow(workflow: number, step: string, instance: number): JobRecord | undefined {
    return this.#one(
      `WHERE workflow_id = ? AND instance = ?
         AND step = (SELECT position FROM templates WHERE templates.workflow_id = jobs.workflow_id AND templates.name = ?)
       ORDER BY jobs.id DESC LIMIT 1`,
      workflow,
      instance,
      step,
    );
  }

  /** The number of the last change of any job or workflow. */
  lastChange(): number {
    return lastChange(this.database);
  }

  /** From the queue to running. */
  start(id: number): JobRecord | undefined {
    return this.#move(
      `status = 'running', rank = ${rank.running}, reason = NULL, start_time = ?, queue_deadline = NULL
       WHERE id = ? AND rank = ${rank.queued} AND deleting = 0`,
      [now(), id],
      job => this.workflows.jobStarted(job),
    );
  }

  /** What is known of a running attempt so far. */
  progress(id: number, attempt: number, execution: Execution): JobRecord | undefined {
    return this.#move(`execution = ? WHERE id = ? AND attempt = ? AND rank = ${rank.running}`, [
      JSON.stringify(execution),
      id,
      attempt,
    ]);
  }

  /** A failed attempt goes back to the queue, for another one. */
  retry(id: number, attempt: number): JobRecord | undefined {
    return this.#move(
      `status = 'idle', rank = ${rank.queued}, attempt = attempt + 1, start_time = NULL, execution = '{}'
       WHERE id = ? AND attempt = ? AND rank = ${rank.running} AND deleting = 0`,
      [id, attempt],
      job => this.workflows.jobRequeued(job),
    );
  }

  /** Remembers that a job has to end, so that a restart in between ends it too. */
  markDeleting(id: number): JobRecord | undefined {
    return this.#move(`deleting = 1 WHERE id = ? AND rank < ${rank.ended}`, [id]);
  }

  /** Begins to delete a workflow. Returns the ids of the jobs that have to be ended; undefined when it is not active. */
  deleteWorkflow(id: number): number[] | undefined {
    const jobs = this.workflows.markDeleting(id);
    if (!jobs) return undefined;
    this.#tell(jobs.waiting, id);
    this.feed.workflow(id);
    return jobs.running;
  }

  /** The end of a job, from any state; undefined when it had ended before, or is in a later attempt. */
  finish(id: number, attempt: number, end: JobEnd): JobRecord | undefined {
    return this.#move(
      `status = ?, rank = ${rank.ended}, reason = ?, end_time = ?, active = kept, queue_deadline = NULL,
         execution = coalesce(?, execution), outputs = coalesce(?, outputs)
       WHERE id = ? AND attempt = ? AND rank < ${rank.ended}`,
      [
        end.status,
        end.reason ?? null,
        now(),
        end.execution ? JSON.stringify(end.execution) : null,
        end.outputs ? JSON.stringify(end.outputs) : null,
        id,
        attempt,
      ],
      job => this.workflows.jobEnded(job),
    );
  }

  /** Takes a job out of the queue once it has ended; false when it is not in there. */
  release(id: number): boolean {
    const sql = `kept = 0, active = rank < ${rank.ended} WHERE id = ? AND active = 1`;
    return this.#move(sql, [id]) !== undefined;
  }

  /** True when somebody asked to delete the job. */
  isDeleting(id: number): boolean {
    const row = this.database.prepare('SELECT deleting FROM jobs WHERE id = ?').get(id);
    return (row as { deleting: number } | undefined)?.deleting === 1;
  }

  /** The working files of ended jobs are removed. Nobody is told: the jobs are as they were. */
  markCleaned(jobs: readonly Pick<JobRecord, 'id' | 'attempt'>[]): void {
    const sql = `UPDATE jobs SET rank = ${rank.cleaned} WHERE id = ? AND attempt = ? AND rank = ${rank.ended}`;
    inTransaction(this.database, () => {
      for (const { id, attempt } of jobs) this.database.prepare(sql).run(id, attempt);
    });
  }

  /** Tells of jobs as they are now, if somebody hears. */
  #tell(ids: readonly number[], workflow?: number): void {
    const heard = ids.filter(id => this.feed.hears(id, workflow));
    if (heard.length > 0) for (const job of this.list({ ids: heard })) this.feed.job(job);
  }

  #one(rest: string, ...values: (string | number)[]): JobRecord | undefined {
    return this.#first(`${selectJobs} ${rest}`, ...values);
  }

  #first(sql: string, ...values: (string | number | null)[]): JobRecord | undefined {
    const row = this.database.prepare(sql).get(...values);
    return row === undefined ? undefined : this.#rows.read(row as JobRow);
  }

  #all(sql: string, ...values: (string | number)[]): JobRecord[] {
    return (this.database.prepare(sql).all(...values) as JobRow[]).map(row => this.#rows.read(row));
  }

  /**
   * @param change assignments and condition of an UPDATE.
   * @param also what it means for the workflow, within the transaction; returns the id of a job that takes its place.
   */
  #move(
    change: string,
    values: (string | number | null)[],
    also: (job: JobRecord) => number | undefined = () => undefined,
  ): JobRecord | undefined {
    const moved = inTransaction(this.database, () => {
      const sql = `UPDATE jobs SET changed = ?, ${change} ${returningJob}`;
      const job = this.#first(sql, takeChanges(this.database, 1), ...values);
      if (!job) return undefined;
      return { job, heir: job.workflow ? also(job) : undefined };
    });
    if (!moved) return undefined;
    const { job, heir } = moved;
    this.feed.job(job);
    if (heir !== undefined) this.#tell([heir], job.workflow!.id);
    if (job.workflow) this.feed.workflow(job.workflow.id);
    return job;
  }
}
