import type { ServiceClient } from '../client/service-client.js';
import type { JobRead } from '../model/job-read.js';
import { isFinal, succeeded } from '../model/states.js';

/** A submitted job: which service has it, and what that said last. */
export class TrackedJob {
  #read: JobRead;
  #told = Date.now();

  constructor(
    readonly client: ServiceClient,
    read: JobRead,
  ) {
    this.#read = read;
  }

  /** The id that the service gave. */
  get id(): number {
    return this.#read.id;
  }

  /** The job as the service told it last. */
  get read(): JobRead {
    return this.#read;
  }

  /** When the service told the job last, in milliseconds; news in short form do not count. */
  get told(): number {
    return this.#told;
  }

  /** Takes news in short form; what only the detail form has is kept. */
  accept(read: JobRead): void {
    this.#read = { ...this.#read, ...read };
  }

  /** Asks for the detail form. */
  async refresh(signal?: AbortSignal): Promise<JobRead> {
    this.accept(await this.client.job(this.id, signal));
    this.#told = Date.now();
    return this.#read;
  }

  /** Of the tasks that were reached, in run order; undefined for one that did not end by itself. */
  get exitCodes(): (number | undefined)[] {
    return (this.#read.execution?.tasks ?? []).map(task => task.exitCode);
  }

  /** True once its state no longer changes. */
  get ended(): boolean {
    return isFinal(this.#read.status);
  }

  /** True once it has completed with exit code 0 of every task. */
  get succeeded(): boolean {
    return succeeded(this.#read.status, this.exitCodes);
  }

  /** The state in a word; of a job that completed with a failed task its exit code, which tells more. */
  get outcome(): string {
    const failing = this.#read.status === 'completed' ? this.exitCodes.find(code => code) : undefined;
    return failing === undefined ? this.#read.status : `exit ${failing}`;
  }
}
