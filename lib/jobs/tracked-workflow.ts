import type { ServiceClient } from '../client/service-client.js';
import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import type { WorkflowRead } from '../model/workflow-read.js';

/** A submitted workflow: which service has it, and what that said last of it and of its jobs. */
export class TrackedWorkflow {
  #read: WorkflowRead;
  /** The jobs that were heard of, by id. */
  readonly jobs = new Map<number, JobRead>();

  constructor(
    readonly client: ServiceClient,
    read: WorkflowRead,
  ) {
    this.#read = read;
  }

  /** The id that the service gave. */
  get id(): number {
    return this.#read.id;
  }

  /** The workflow as the service told it last. */
  get read(): WorkflowRead {
    return this.#read;
  }

  /** Takes news in short form; what only the detail form has is kept. */
  accept(read: WorkflowRead): void {
    this.#read = { ...this.#read, ...read };
  }

  /** Takes news of one of its jobs. */
  acceptJob(job: JobRead): void {
    const before = this.jobs.get(job.id);
    // The short form has no exit codes: those from before hold as long as the state does.
    this.jobs.set(job.id, before?.status === job.status ? { ...before, ...job } : job);
  }

  /** Asks for the detail form. */
  async refresh(signal?: AbortSignal): Promise<WorkflowRead> {
    this.accept(await this.client.workflows.get(this.id, signal));
    return this.#read;
  }

  /** True once its state no longer changes. */
  get ended(): boolean {
    return isFinal(this.#read.status);
  }

  /** True once all its jobs have succeeded. */
  get succeeded(): boolean {
    return this.#read.status === 'completed' && (this.#read.progress?.failed ?? 0) === 0;
  }
}
