import type { Executor } from '../executors/executor.js';
import type { Feed } from '../store/feed.js';
import type { JobEnd, JobRecord } from '../store/job-record.js';
import type { JobStore } from '../store/job-store.js';

/** What there is to give to jobs. */
export interface Capacity {
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
}

/** Milliseconds: the longest delay that a timer takes. */
const longestTimer = 2 ** 31 - 1;

/**
 * Starts queued jobs, the highest priority first and then in the order of their ids, while their CPUs and memory
 * are free. A job that does not fit now is waited for: none that came later overtakes it.
 */
export class Scheduler {
  readonly #running = new Map<number, JobRecord>();
  #closed = false;
  #deadline: NodeJS.Timeout | undefined;

  /** @param capacity is asked before each start, because the settings may change. */
  constructor(
    private readonly store: JobStore,
    private readonly feed: Feed,
    private readonly executor: Executor,
    private readonly capacity: () => Capacity,
  ) {}

  /** Takes up what an earlier service left running, then starts what fits. */
  start(): void {
    for (const job of this.store.unfinished()) {
      if (job.status === 'running') this.#run(job);
      if (job.deleting) void this.#end(job);
    }
    this.wake();
  }

  /** Starts the jobs that fit. To be called when one was submitted; ends are noticed. */
  wake(): void {
    while (!this.#closed) {
      const next = this.store.nextQueued();
      if (!next || !this.#fits(next)) break;
      const started = this.store.start(next.id);
      if (started) this.#run(started);
    }
    this.#watchDeadline();
  }

  /** Deletes a job with all its processes. False when it is unknown or has ended. */
  async delete(id: number): Promise<boolean> {
    const job = this.store.markDeleting(id);
    if (!job) return false;
    await this.#end(job);
    this.wake();
    return true;
  }

  /** Stops starting jobs; those that run go on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#deadline);
    this.executor.detach();
  }

  #fits(job: JobRecord): boolean {
    if (this.#running.size === 0) return true;
    const { cpus, memory } = this.capacity();
    let usedCpus = job.cpus;
    let usedMemory = job.memory;
    for (const running of this.#running.values()) {
      usedCpus += running.cpus;
      usedMemory += running.memory;
    }
    return usedCpus <= cpus && usedMemory <= memory;
  }

  #run(job: JobRecord): void {
    this.#running.set(job.id, job);
    const observer = {
      progress: (execution: JobRecord['execution']) => {
        this.store.progress(job.id, job.attempt, execution);
      },
      output: (stdout: number, stderr: number) => this.feed.output({ id: job.id, stdout, stderr }),
    };
    void this.executor.run(job, observer).then(async result => {
      this.#running.delete(job.id);
      const retries = job.spec.policies?.maximumRetries ?? 0;
      const execution = job.attempt > 0 ? { ...result.execution, retries: job.attempt } : result.execution;
      if (this.store.get(job.id)?.deleting) this.store.finish(job.id, job.attempt, deleted);
      else if (!result.mayRetry || job.attempt >= retries || !this.store.retry(job.id, job.attempt)) {
        this.store.finish(job.id, job.attempt, { ...result, execution });
      }
      await this.executor.clean(job);
      this.wake();
    });
  }

  async #end(job: JobRecord): Promise<void> {
    if (job.status === 'running') await this.executor.kill(job);
    this.store.finish(job.id, job.attempt, deleted);
  }

  /** Jobs whose time in the queue is up fail, at that time. */
  #watchDeadline(): void {
    clearTimeout(this.#deadline);
    if (this.#closed) return;
    const next = this.store.nextQueueDeadline();
    if (!next) return;
    const wait = Math.max(0, next.queueDeadline! * 1000 - Date.now());
    this.#deadline = setTimeout(
      () => {
        if (next.queueDeadline! * 1000 <= Date.now()) {
          this.store.finish(next.id, next.attempt, {
            status: 'failed',
            reason: 'Maximum time queued was exceeded',
          });
        }
        this.wake();
      },
      Math.min(wait, longestTimer),
    ).unref();
  }
}

const deleted: JobEnd = { status: 'deleted', reason: 'Job deleted by user' };
