import { inspect } from 'node:util';
import type { ServiceClient } from '../../client/service-client.js';
import { InvalidJobError } from '../../errors/invalid-job-error.js';
import { ServiceError } from '../../errors/service-error.js';
import type { JobRead } from '../../model/job-read.js';
import { isQueued, succeeded } from '../../model/states.js';
import { contentLabel } from '../../model/submission-label.js';
import type { RunOptions } from '../call-options.js';
import { checkedJob } from '../check/check-job.js';
import { connectedClient } from '../connected-client.js';
import { TrackedJob } from '../tracked-job.js';
import { withSignedArtifacts } from '../transfers/s3-artifacts.js';
import { contentHash } from './content-hash.js';
import { fileVersions } from './file-versions.js';
import { submittedJob } from './submit-job.js';

/** A job, and whether it was there before. */
export interface FoundJob {
  readonly job: TrackedJob;
  readonly found: boolean;
}

/**
 * The job that computes what this one would and is queued, runs or has succeeded, whichever kernel submitted it;
 * without one, or with `fresh`, a new one. A service of ours looks and submits in one step: of two kernels that ask at
 * the same moment one makes the job.
 * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
 */
export async function submitOnce(
  json: Record<string, unknown>,
  replicate: number | undefined,
  { fresh = false, signal }: RunOptions,
): Promise<FoundJob> {
  if (replicate !== undefined && (!Number.isSafeInteger(replicate) || replicate < 0)) {
    throw new InvalidJobError('replicate', `is ${inspect(replicate)}: it is a whole number, 0 or more`);
  }
  const client = await connectedClient();
  const capabilities = await client.capabilities();
  const checked = checkedJob(json, capabilities);
  const hash = contentHash(checked, await fileVersions([checked], client, signal), replicate);
  const oneStep = capabilities.reuse && !fresh;
  const same = fresh || oneStep ? undefined : await sameJob(client, hash, signal);
  if (same) return { job: new TrackedJob(client, same), found: true };
  const job = { ...checked, labels: { ...checked.labels, [contentLabel]: hash } };
  const signed = await withSignedArtifacts(job, signal);
  const { id, reused } = oneStep
    ? await client.createJobUnless(signed, contentLabel, signal)
    : { id: await client.createJob(signed, signal), reused: false };
  if (reused) return { job: new TrackedJob(client, await client.job(id, signal)), found: true };
  return { job: submittedJob(client, id, job), found: false };
}

/** Looks for the job by its label, as any PROMINENCE service can. */
async function sameJob(
  client: ServiceClient,
  hash: string,
  signal: AbortSignal | undefined,
): Promise<JobRead | undefined> {
  const query = { all: 'true', constraint: `${contentLabel}=${hash}` };
  for (const { id, status } of (await listed(client, query, signal)).sort((a, b) => b.id - a.id)) {
    const active = isQueued(status) || status === 'running';
    if (!active && status !== 'completed') continue;
    const job = await client.job(id, signal); // exit codes and outputs are in the detail form only
    if (job.labels?.[contentLabel] === hash && (active || canBeReused(job))) return job;
  }
  return undefined;
}

/** A service that lists no labels finds nothing: the job is submitted. */
async function listed(
  client: ServiceClient,
  query: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<JobRead[]> {
  try {
    return await client.jobs(query, signal);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'refused') return [];
    throw error;
  }
}

function canBeReused({ status, execution, outputFiles = [], outputDirs = [] }: JobRead): boolean {
  const exitCodes = (execution?.tasks ?? []).map(task => task.exitCode);
  return succeeded(status, exitCodes) && [...outputFiles, ...outputDirs].every(output => output.url !== '');
}
