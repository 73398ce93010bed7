import type { ServiceClient } from '../../client/service-client.js';
import type { JobJson } from '../../model/job.js';
import type { JobRead } from '../../model/job-read.js';
import { checkedJob } from '../check/check-job.js';
import { connectedClient } from '../connected-client.js';
import { TrackedJob } from '../tracked-job.js';
import { withSignedArtifacts } from '../transfers/s3-artifacts.js';

/**
 * Checks a job and submits it.
 * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
 */
export async function submitJob(json: Record<string, unknown>, signal?: AbortSignal): Promise<TrackedJob> {
  const client = await connectedClient();
  const job = checkedJob(json, await client.capabilities());
  return submittedJob(client, await client.createJob(await withSignedArtifacts(job, signal), signal), job);
}

/** A job that was submitted just now. */
export function submittedJob(client: ServiceClient, id: number, job: JobJson): TrackedJob {
  // What the service would say right now; the next news replace it.
  const read: JobRead = {
    id,
    name: job.name ?? '',
    labels: job.labels,
    status: 'pending',
    tasks: job.tasks,
    resources: job.resources,
    policies: job.policies,
    events: { createTime: Date.now() / 1000 },
    outputFiles: (job.outputFiles ?? []).map(name => ({ name, url: '' })),
    outputDirs: (job.outputDirs ?? []).map(name => ({ name, url: '' })),
  };
  return new TrackedJob(client, read);
}
