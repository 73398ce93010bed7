import { UnknownJobError } from '../errors/unknown-job-error.js';
import type { SignalOption } from './call-options.js';
import { connectedClient } from './connected-client.js';
import type { Job } from './job.js';
import './job.js'; // it provides what restoredJob makes jobs with
import { restoredJob } from './restored-job.js';
import { TrackedJob } from './tracked-job.js';

/** Which jobs to list. */
export interface ListOptions extends SignalOption {
  /** `active` are those queued or running. @default 'active' */
  status?: 'active' | 'idle' | 'running' | 'completed' | 'all' | undefined;
  /** With `completed`: how many, the newest first; -1 is all. @default 20 */
  num?: number | undefined;
  /** Jobs of exactly this name. */
  name?: string | undefined;
  /** Jobs with this label. */
  label?: Readonly<Record<string, string>> | undefined;
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
    const reads = await client.jobs(listQuery(options), options.signal);
    return reads.sort((a, b) => a.id - b.id).map(read => restoredJob(new TrackedJob(client, read)));
  },
};

function listQuery({ status = 'active', num = 20, name, label }: ListOptions): Record<string, string> {
  const [pair] = Object.entries(label ?? {});
  return {
    // The short form has neither inputs nor resources: a job made of it would not be the job.
    detail: 'true',
    ...(status === 'all' && { all: 'true' }),
    ...(status === 'completed' && { completed: 'true', num: String(num) }),
    ...((status === 'idle' || status === 'running') && { status }),
    ...(name !== undefined && { name }),
    ...(pair && { constraint: pair.join('=') }),
  };
}
