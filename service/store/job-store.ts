import type { JobJson } from '../../lib/model/job.js';
import type { Execution } from '../../lib/model/job-read.js';
import type { JobState } from '../../lib/model/states.js';
import { inTransaction, type SqlDatabase } from './database.js';
import type { Feed } from './feed.js';
import { type JobQuery, selectJobs } from './job-query.js';
import type { JobEnd, JobRecord, NewJob, StoredOutput, TaskEnvironment } from './job-record.js';

/** An idempotency key was used before, for another job. */
export class IdempotencyKeyError extends Error {
  override readonly name = 'IdempotencyKeyError';
  readonly code = 'idempotency-key';

  constructor(readonly jobId: number) {
    super(`Idempotency-Key: was used for job ${jobId}, which is a different job. Send another key.`);
  }
}

/** A state's place in an attempt: it may only grow. */
const rank = { queued: 0, running: 1, ended: 2, cleaned: 3 } as const;

interface JobRow {
  id: number;
  name: string;
  status: JobState;
  reason: string | null;
  attempt: number;
  deleting: number;
  cpus: number;
  memory: number;
  spec: string;
  environments: string;
  body_hash: string;
  queue_deadline: number | null;
  create_time: number;
  start_time: number | null;
  end_time: number | null;
  execution: string;
  outputs: string;
}

/**
 * The state of all jobs, and the only writer of it. Each transition is one transaction, guarded so that (attempt,
 * state) only grows, and told to the feed once it is stored.
 */
export class JobStore {
  constructor(
    private readonly database: SqlDatabase,
    private readonly feed: Feed,
  ) {}

  /**
   * Puts a job into the queue. With an idempotency key that is known already the earlier job is returned.
   *
   * @throws {IdempotencyKeyError} when that earlier job is a different one.
   */
  create(job: NewJob): JobRecord {
    const record = inTransaction(this.database, () => this.#findByKey(job) ?? this.#insert(job));
    this.feed.job(record);
    return record;
  }

  /** A job; undefined when there is none of this id. */
  get(id: number): JobRecord | undefined {
    const row = this.database.prepare('SELECT * FROM jobs WHERE id = ?').get(id);
    return row === undefined ? undefined : fromRow(row as JobRow);
  }

  /** The jobs that a query names, in its order. */
  list(query: JobQuery): JobRecord[] {
    const { sql, values } = selectJobs(query);
    return (this.database.prepare(sql).all(...values) as JobRow[]).map(fromRow);
  }

  /** The job that starts next: the highest priority, then the lowest id. */
  nextQueued(): JobRecord | undefined {
    const row = this.database
      .prepare('SELECT * FROM jobs WHERE rank = 0 AND deleting = 0 ORDER BY priority DESC, id LIMIT 1')
      .get();
    return row === undefined ? undefined : fromRow(row as JobRow);
  }

  /** What a service that starts has to take up: running jobs, and those whose deletion was begun. */
  unfinished(): JobRecord[] {
    const rows = this.database
      .prepare('SELECT * FROM jobs WHERE rank = 1 OR (rank = 0 AND deleting = 1) ORDER BY id')
      .all();
    return (rows as JobRow[]).map(fromRow);
  }

  /** Jobs that have ended and whose working files may still be there. */
  uncleaned(): JobRecord[] {
    const rows = this.database.prepare(`SELECT * FROM jobs WHERE rank = ${rank.ended} ORDER BY id`).all();
    return (rows as JobRow[]).map(fromRow);
  }

  /** The queued job whose time in the queue is up first. */
  nextQueueDeadline(): JobRecord | undefined {
    const row = this.database
      .prepare(
        'SELECT * FROM jobs WHERE rank = 0 AND queue_deadline IS NOT NULL ORDER BY queue_deadline LIMIT 1',
      )
      .get();
    return row === undefined ? undefined : fromRow(row as JobRow);
  }

  /** From the queue to running. */
  start(id: number): JobRecord | undefined {
    return this.#move(
      id,
      `UPDATE jobs SET status = 'running', rank = ${rank.running}, reason = NULL, start_time = ?
       WHERE id = ? AND rank = ${rank.queued} AND deleting = 0`,
      [now(), id],
    );
  }

  /** What is known of a running attempt so far. */
  progress(id: number, attempt: number, execution: Execution): JobRecord | undefined {
    return this.#move(
      id,
      `UPDATE jobs SET execution = ? WHERE id = ? AND attempt = ? AND rank = ${rank.running}`,
      [JSON.stringify(execution), id, attempt],
    );
  }

  /** A failed attempt goes back to the queue, for another one. */
  retry(id: number, attempt: number): JobRecord | undefined {
    return this.#move(
      id,
      `UPDATE jobs SET status = 'idle', rank = ${rank.queued}, attempt = attempt + 1, start_time = NULL,
         queue_deadline = NULL, execution = '{}' WHERE id = ? AND attempt = ? AND rank = ${rank.running} AND deleting = 0`,
      [id, attempt],
    );
  }

  /** Remembers that a job has to end, so that a restart in between ends it too. */
  markDeleting(id: number): JobRecord | undefined {
    return this.#move(id, `UPDATE jobs SET deleting = 1 WHERE id = ? AND rank < ${rank.ended}`, [id]);
  }

  /** The end of a job, from any state; undefined when it had ended before, or is in a later attempt. */
  finish(id: number, attempt: number, end: JobEnd): JobRecord | undefined {
    return this.#move(
      id,
      `UPDATE jobs SET status = ?, rank = ${rank.ended}, reason = ?, end_time = ?,
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
    );
  }

  /** The working files of an ended job are removed. Nobody is told: the job is as it was. */
  markCleaned(id: number, attempt: number): void {
    const sql = `UPDATE jobs SET rank = ${rank.cleaned} WHERE id = ? AND attempt = ? AND rank = ${rank.ended}`;
    this.database.prepare(sql).run(id, attempt);
  }

  #move(id: number, sql: string, values: (string | number | null)[]): JobRecord | undefined {
    const moved = inTransaction(
      this.database,
      () => this.database.prepare(sql).run(...values).changes === 1 && this.get(id),
    );
    if (!moved) return undefined;
    this.feed.job(moved);
    return moved;
  }

  #findByKey(job: NewJob): JobRecord | undefined {
    if (job.idempotencyKey === undefined) return undefined;
    const row = this.database.prepare('SELECT * FROM jobs WHERE idempotency_key = ?').get(job.idempotencyKey);
    if (row === undefined) return undefined;
    const known = row as JobRow;
    if (known.body_hash !== job.bodyHash) throw new IdempotencyKeyError(known.id);
    return fromRow(known);
  }

  #insert(job: NewJob): JobRecord {
    const created = now();
    const queueMinutes = job.spec.policies?.maximumTimeInQueue ?? 0;
    const { lastInsertRowid } = this.database
      .prepare(
        `INSERT INTO jobs (name, status, rank, attempt, deleting, priority, cpus, memory, spec, environments,
           idempotency_key, body_hash, queue_deadline, create_time, execution, outputs)
         VALUES (?, 'idle', ${rank.queued}, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', '[]')`,
      )
      .run(
        job.spec.name ?? '',
        job.spec.policies?.priority ?? 0,
        job.cpus,
        job.memory,
        JSON.stringify(job.spec),
        JSON.stringify(job.environments),
        job.idempotencyKey ?? null,
        job.bodyHash,
        queueMinutes > 0 ? created + queueMinutes * 60 : null,
        created,
      );
    return this.get(Number(lastInsertRowid))!;
  }
}

function now(): number {
  return Date.now() / 1000;
}

function fromRow(row: JobRow): JobRecord {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    reason: row.reason,
    attempt: row.attempt,
    deleting: row.deleting !== 0,
    cpus: row.cpus,
    memory: row.memory,
    spec: JSON.parse(row.spec) as JobJson,
    environments: JSON.parse(row.environments) as TaskEnvironment[],
    queueDeadline: row.queue_deadline,
    createTime: row.create_time,
    startTime: row.start_time,
    endTime: row.end_time,
    execution: JSON.parse(row.execution) as Execution,
    outputs: JSON.parse(row.outputs) as StoredOutput[],
  };
}
