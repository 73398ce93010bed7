import { UnknownJobError } from '../errors/unknown-job-error.js';
import type { JobRead } from '../model/job-read.js';
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
  /** Jobs with all of these labels. */
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
    const found = reads.filter(read => hasLabels(read, options.label)).sort((a, b) => a.id - b.id);
    const newest = options.status === 'completed' ? newestOf(found, options.num) : found;
    return newest.map(read => restoredJob(new TrackedJob(client, read)));
  },
};

const defaultNum = 20;

function newestOf<T>(oldestFirst: readonly T[], num = defaultNum): readonly T[] {
  return num < 0 ? oldestFirst : oldestFirst.slice(Math.max(0, oldestFirst.length - num));
}

/** The first label is what the service looked for. */
function hasLabels({ labels }: JobRead, wanted: ListOptions['label'] = {}): boolean {
  const [, ...others] = Object.entries(wanted);
  return others.every(([key, value]) => labels?.[key] === value);
}

function listQuery({
  status = 'active',
  num = defaultNum,
  name,
  label,
}: ListOptions): Record<string, string> {
  // The service looks for one label: with several, all jobs with the first are asked for.
  const [pair, ...others] = Object.entries(label ?? {});
  return {
    // The short form has neither inputs nor resources: a job made of it would not be the job.
    detail: 'true',
    ...(status === 'all' && { all: 'true' }),
    ...(status === 'completed' && { completed: 'true', num: String(others.length > 0 ? -1 : num) }),
    ...((status === 'idle' || status === 'running') && { status }),
    ...(name !== undefined && { name }),
    ...(pair && { constraint: pair.join('=') }),
  };
}
