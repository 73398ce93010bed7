import { setTimeout as delay } from 'node:timers/promises';
import { fillJob } from '../../lib/model/parameters.js';
import { saysDiskFull } from '../executors/disk-space.js';
import type { Executor, ExecutorResult } from '../executors/executor.js';
import type { Feed } from '../store/feed.js';
import type { JobEnd, JobRecord } from '../store/job-record.js';
import type { JobStore } from '../store/job-store.js';
import { deletedWithWorkflow, type WorkflowStore } from '../store/workflow-store.js';

/** What there is to give to jobs. */
export interface Capacity {
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
}

/** Milliseconds: the clock may be set, and the machine may sleep. */
const longestTimer = 60_000;

/** Milliseconds in which the removals of working files are gathered, to be stored together. */
const gathering = 100;

/** Milliseconds until an end that could not be stored (the disk is full) is stored again. */
const storeAgain = 2000;

/** Told of what goes wrong and concerns no request. */
export type Trouble = (event: string, details: Readonly<Record<string, unknown>>) => void;

/** The disk that jobs share, some of which is held back for their ends. */
export interface Space {
  hasRoom(): boolean;
  take(): void;
  release(): void;
}

/**
 * Starts queued jobs, the highest priority first and then in the order of their ids, while their CPUs and memory
 * are free. A job that does not fit now is waited for: none that came later overtakes it.
 */
export class Scheduler {
  readonly #running = new Map<number, JobRecord>();
  /** Jobs whose working files are removed, which is still to be stored. */
  #cleaned: JobRecord[] = [];
  /** Jobs that are ended because somebody deletes them, which is still to be stored: there is no room for it. */
  readonly #ending = new Set<number>();
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param capacity is asked before each start, because the settings may change. */
  constructor(
    private readonly store: JobStore,
    private readonly workflows: WorkflowStore,
    private readonly feed: Feed,
    private readonly executor: Executor,
    private readonly capacity: () => Capacity,
    private readonly trouble: Trouble,
    private readonly space: Space,
  ) {}

  /** Takes up what an earlier service left running, then starts what fits. */
  start(): void {
    for (const job of this.store.unfinished()) {
      if (job.status === 'running') this.#run(job);
      if (job.deleting) this.#end(job).catch(error => this.#report(job, error));
    }
    for (const id of this.workflows.deleting()) {
      this.deleteWorkflow(id).catch(error => this.trouble('workflow trouble', { error: String(error) }));
    }
    this.wake();
    void this.#cleanLeft();
  }

  /** Removes what an earlier service had no time to remove. */
  async #cleanLeft(): Promise<void> {
    for (const job of this.store.uncleaned()) {
      if (this.#closed) return;
      await this.#clean(job);
    }
  }

  /** Starts the jobs that fit. To be called when one was submitted; ends are noticed. */
  wake(): void {
    clearTimeout(this.#timer);
    try {
      const deadline = this.#expire();
      // A job that starts on a full disk can only fail.
      if (!this.space.hasRoom()) {
        this.#wakeIn(storeAgain);
        return;
      }
      this.space.take();
      while (!this.#closed) {
        const next = this.#nextThatFits();
        if (!next) break;
        const started = this.store.start(next.id);
        if (started) this.#run(started);
      }
      if (deadline) this.#wakeIn(deadline * 1000 - Date.now());
    } catch (error) {
      this.trouble('queue trouble', { error: (error as Error).message });
      this.#wakeIn(storeAgain);
    }
  }

  /** Deletes a job with all its processes. False when it is unknown or has ended. */
  async delete(id: number): Promise<boolean> {
    const job = await this.#markDeleting(id);
    if (!job) return false;
    await this.#end(job);
    this.wake();
    return true;
  }

  /** Remembers that a job has to end. Where there is no room for that it ends first: its files are what takes the room. */
  async #markDeleting(id: number): Promise<JobRecord | undefined> {
    try {
      return this.#storeAnyway(() => this.store.markDeleting(id));
    } catch (error) {
      const job = this.#running.get(id);
      if (!job || !saysDiskFull(error)) throw error;
      this.#ending.add(id);
      await this.executor.kill(job);
      await this.executor.clean(job);
      return this.store.markDeleting(id) ?? job;
    }
  }

  /** Deletes a workflow with all its jobs. False when it is unknown or has ended. */
  async deleteWorkflow(id: number): Promise<boolean> {
    const running = this.#storeAnyway(() => this.store.deleteWorkflow(id));
    if (!running) return false;
    await Promise.all(running.map(job => this.delete(job)));
    return true;
  }

  /** What is not given to jobs now. */
  free(): Capacity {
    let { cpus, memory } = this.capacity();
    for (const running of this.#running.values()) {
      cpus -= running.cpus;
      memory -= running.memory;
    }
    return { cpus: Math.max(0, cpus), memory: Math.max(0, memory) };
  }

  /** Stops starting jobs; those that run go on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#storeCleaned();
    this.executor.detach();
  }

  /** The job that starts next, if what is free will do for it; alone it always does. */
  #nextThatFits(): JobRecord | undefined {
    if (this.#running.size === 0) return this.store.nextQueued();
    const free = this.free();
    // Each job takes one CPU at least.
    const next = free.cpus >= 1 ? this.store.nextQueued() : undefined;
    // Sums of fractions are a little off.
    return next && next.cpus <= free.cpus && next.memory <= free.memory + 1e-9 ? next : undefined;
  }

  #run(job: JobRecord): void {
    this.#running.set(job.id, job);
    const observer = {
      progress: (execution: JobRecord['execution']) => {
        this.#guard(job, () => this.store.progress(job.id, job.attempt, execution));
      },
      output: (stdout: number, stderr: number) =>
        this.feed.output({ id: job.id, stdout, stderr }, job.workflow?.id),
    };
    const spec = job.parameters ? fillJob(job.spec, job.parameters) : job.spec;
    void this.executor.run({ ...job, spec }, observer).then(async result => {
      this.#running.delete(job.id);
      for (let pause = 0; !this.#guard(job, () => this.#settle(job, result)); pause = storeAgain) {
        this.space.release();
        // Nobody wants its files any more, and they may be what fills the disk.
        if (result.status !== 'completed') await this.#guardLater(job, () => this.executor.clean(job));
        await delay(pause);
      }
      // A service that stops has not stored the end: the next one needs the files.
      if (this.#closed) return;
      this.wake();
      await this.#clean(job);
      this.space.take();
    });
  }

  async #clean(job: JobRecord): Promise<void> {
    await this.#guardLater(job, async () => {
      await this.executor.clean(job);
      if (this.#closed) return;
      this.#cleaned.push(job);
      if (this.#cleaned.length === 1) setTimeout(() => this.#storeCleaned(), gathering).unref();
    });
  }

  /** When this fails, the next service cleans again. */
  #storeCleaned(): void {
    const cleaned = this.#cleaned;
    this.#cleaned = [];
    if (cleaned.length > 0) this.#guard(cleaned[0]!, () => this.store.markCleaned(cleaned));
  }

  /** Stores how an attempt ended, or puts the job back into the queue for another one. */
  #settle(job: JobRecord, result: ExecutorResult): void {
    if (this.#closed) return;
    const retries = job.spec.policies?.maximumRetries ?? 0;
    const again = result.mayRetry && job.attempt < retries;
    if (this.#ending.has(job.id) || this.store.isDeleting(job.id)) {
      this.store.finish(job.id, job.attempt, this.#deletedEnd(job));
      this.#ending.delete(job.id);
    } else if (!again || !this.store.retry(job.id, job.attempt)) {
      const execution = job.attempt > 0 ? { ...result.execution, retries: job.attempt } : result.execution;
      this.store.finish(job.id, job.attempt, { ...result, execution });
    }
  }

  /** Stores with the space that is held back, if there is no other: who deletes jobs makes room. */
  #storeAnyway<T>(action: () => T): T {
    if (!this.space.hasRoom()) this.space.release();
    return action();
  }

  /** Nothing here may end the service: other jobs go on. */
  #guard(job: JobRecord, action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      this.#report(job, error);
      return false;
    }
  }

  async #guardLater(job: JobRecord, action: () => Promise<void>): Promise<void> {
    await action().catch(error => this.#report(job, error));
  }

  #report(job: JobRecord, error: unknown): void {
    this.trouble('job trouble', { job: job.id, error: (error as Error).message });
  }

  async #end(job: JobRecord): Promise<void> {
    if (job.status === 'running') await this.executor.kill(job);
    // A service that stops may have left it alive; the next one finds the mark and ends it.
    if (this.#closed) return;
    const store = () => this.store.finish(job.id, job.attempt, this.#deletedEnd(job));
    try {
      store();
    } catch (error) {
      if (!saysDiskFull(error)) throw error;
      // There was just enough room to remember that it has to end.
      await this.executor.clean(job);
      store();
    }
  }

  #deletedEnd({ workflow }: JobRecord): JobEnd {
    const whole = workflow && this.workflows.isDeleting(workflow.id);
    return { status: 'deleted', reason: whole ? deletedWithWorkflow : 'Job deleted by user' };
  }

  /** Jobs whose time in the queue is up fail. Returns when that of the next one is. */
  #expire(): number | undefined {
    for (;;) {
      const next = this.#closed ? undefined : this.store.nextQueueDeadline();
      if (!next || next.queueDeadline! * 1000 > Date.now()) return next?.queueDeadline ?? undefined;
      const reason = 'Maximum time queued was exceeded';
      this.store.finish(next.id, next.attempt, { status: 'failed', reason });
    }
  }

  #wakeIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const wait = Math.min(Math.max(1, milliseconds), longestTimer);
    this.#timer = setTimeout(() => this.wake(), wait).unref();
  }
}
