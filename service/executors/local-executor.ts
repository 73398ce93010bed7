import { rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Executor,
  ExecutorAccess,
  ExecutorJob,
  ExecutorObjects,
  ExecutorObserver,
  ExecutorResult,
} from './executor.js';
import { readAccess } from './job-access.js';
import { JobFolder } from './job-folder.js';
import { LocalAttempt } from './local-attempt.js';
import type { Runners } from './runners.js';
import { RunningJobError } from './running-job-error.js';

/** Runs jobs as processes of this machine, each as a process group led by runner.sh. */
export class LocalExecutor implements Executor {
  readonly #attempts = new Map<number, LocalAttempt>();

  /**
   * @param jobs the folder that holds the jobs' folders.
   */
  constructor(
    private readonly jobs: string,
    readonly runners: Runners,
    readonly objects: ExecutorObjects,
    readonly access: ExecutorAccess,
  ) {}

  async run(job: ExecutorJob, observer: ExecutorObserver): Promise<ExecutorResult> {
    const attempt = new LocalAttempt(job, this.#folder(job), this, observer);
    this.#attempts.set(job.id, attempt);
    const result = await attempt.run();
    this.#attempts.delete(job.id);
    return result;
  }

  async kill(job: ExecutorJob): Promise<void> {
    await this.#attempts.get(job.id)?.kill();
  }

  exec({ id }: { id: number }, command: string, seconds: number, signal: AbortSignal): Promise<Buffer> {
    return this.#running(id).exec(command, seconds, signal);
  }

  snapshot({ id }: { id: number }, path: string, signal: AbortSignal): Promise<void> {
    return this.#running(id).snapshot(path, signal);
  }

  async clean(job: ExecutorJob): Promise<void> {
    for (let attempt = 0; attempt <= job.attempt; attempt += 1) {
      const folder = this.#folder({ id: job.id, attempt });
      for (const path of [folder.state, folder.temporary, folder.scratch]) await remove(path);
    }
  }

  jobFolder(id: number): string {
    return join(this.jobs, String(id));
  }

  streamPath(job: Pick<ExecutorJob, 'id' | 'attempt'>, stream: 'stdout' | 'stderr'): string {
    return this.#folder(job)[stream];
  }

  async secrets(job: Pick<ExecutorJob, 'id' | 'attempt'>): Promise<string[]> {
    const access = readAccess(this.#folder(job));
    return access ? [access.PROMINENCE_TOKEN] : [];
  }

  detach(): void {
    for (const attempt of this.#attempts.values()) attempt.detach();
    this.runners.close();
  }

  #running(id: number): LocalAttempt {
    const attempt = this.#attempts.get(id);
    if (!attempt) throw new RunningJobError(`Job ${id} does not run.`);
    return attempt;
  }

  #folder(job: Pick<ExecutorJob, 'id' | 'attempt'>): JobFolder {
    return new JobFolder(this.jobs, job);
  }
}

/** Removes a folder. Most are empty or not there, which takes no time. */
async function remove(path: string): Promise<void> {
  try {
    rmdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await rm(path, { recursive: true, force: true });
  }
}
