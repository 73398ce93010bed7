import { UnknownJobError } from '../errors/unknown-job-error.js';
import { restoredJob } from './access.js';
import type { SignalOption } from './call-options.js';
import { connectedClient } from './connected-client.js';
import type { Job } from './job.js';
import './job.js'; // it provides what restoredJob makes jobs with
import { type ListFilter, listed, listQuery } from './list-query.js';
import { TrackedJob } from './tracked-job.js';

/** Which jobs to list. */
export interface ListOptions extends ListFilter, SignalOption {
  /** Those of the workflow with this id. */
  workflow?: number | undefined;
}

/**
 * The jobs that the service knows, from this notebook or any other.
 *
 * @example
 * const job = await jobs.get(41)
 * const running = await jobs.list({ status: 'running' })
 */
export const jobs = {
  /**
   * A job by its id, with everything that was submitted.
   * @throws {UnknownJobError}
   */
  async get(id: number, options: SignalOption = {}): Promise<Job> {
    if (!Number.isInteger(id) || id < 0) throw new UnknownJobError(id);
    const client = await connectedClient();
    return restoredJob(new TrackedJob(client, await client.job(id, options.signal)));
  },

  /** Jobs in the order of their ids. */
  async list(options: ListOptions = {}): Promise<Job[]> {
    const client = await connectedClient();
    const { workflow } = options;
    const member = workflow === undefined ? {} : { id: String(workflow), workflow: 'true' };
    const reads = await client.jobs({ ...listQuery(options), ...member }, options.signal);
    return listed(reads, options).map(read => restoredJob(new TrackedJob(client, read)));
  },
};
