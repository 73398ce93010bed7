import { rm } from 'node:fs/promises';
import type { Executor, ExecutorJob, ExecutorObjects, ExecutorObserver, ExecutorResult } from './executor.js';
import { JobFolder } from './job-folder.js';
import { LocalAttempt } from './local-attempt.js';

/** Runs jobs as processes of this machine, each as a process group led by runner.sh. */
export class LocalExecutor implements Executor {
  readonly #attempts = new Map<number, LocalAttempt>();

  /**
   * @param jobs the folder that holds the jobs' folders.
   * @param runner the text of runner.sh.
   */
  constructor(
    private readonly jobs: string,
    private readonly runner: string,
    private readonly objects: ExecutorObjects,
  ) {}

  async run(job: ExecutorJob, observer: ExecutorObserver): Promise<ExecutorResult> {
    const attempt = new LocalAttempt(job, this.#folder(job), this.objects, this.runner, observer);
    this.#attempts.set(job.id, attempt);
    const result = await attempt.run();
    this.#attempts.delete(job.id);
    return result;
  }

  async kill(job: ExecutorJob): Promise<void> {
    await this.#attempts.get(job.id)?.kill();
  }

  async clean(job: ExecutorJob): Promise<void> {
    for (let attempt = 0; attempt <= job.attempt; attempt += 1) {
      const folder = this.#folder({ id: job.id, attempt });
      for (const path of [folder.scratch, folder.temporary, folder.state]) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }

  streamPath(job: Pick<ExecutorJob, 'id' | 'attempt'>, stream: 'stdout' | 'stderr'): string {
    return this.#folder(job)[stream];
  }

  detach(): void {
    for (const attempt of this.#attempts.values()) attempt.detach();
  }

  #folder(job: Pick<ExecutorJob, 'id' | 'attempt'>): JobFolder {
    return new JobFolder(this.jobs, job);
  }
}
