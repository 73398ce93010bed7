import type { ServiceClient } from '../client/service-client.js';
import { ServiceError } from '../errors/service-error.js';
import { isFinal } from '../model/states.js';
import { contentLabel } from '../model/submission-label.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import type { RunOptions } from './call-options.js';
import { checkedWorkflow } from './check-workflow.js';
import { connectedClient } from './connected-client.js';
import { workflowHash } from './content-hash.js';
import { fileVersions } from './file-versions.js';
import { withSignedArtifacts } from './s3-artifacts.js';
import { submittedWorkflow } from './submit-workflow.js';
import { TrackedWorkflow } from './tracked-workflow.js';

/** A workflow, and whether it was there before. */
export interface FoundWorkflow {
  readonly workflow: TrackedWorkflow;
  readonly found: boolean;
}

/**
 * The workflow that computes what this one would and is active or has succeeded, whichever kernel submitted it; without
 * one, or with `fresh`, a new one. Two kernels that ask at the same moment may both make one.
 * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
 */
export async function submitWorkflowOnce(
  json: Record<string, unknown>,
  { fresh = false, signal }: RunOptions,
): Promise<FoundWorkflow> {
  const client = await connectedClient();
  const checked = checkedWorkflow(json, await client.capabilities());
  const hash = workflowHash(checked, await fileVersions(checked.jobs, client, signal));
  const same = fresh ? undefined : await sameWorkflow(client, hash, signal);
  if (same) return { workflow: new TrackedWorkflow(client, same), found: true };
  const workflow = { ...checked, labels: { ...checked.labels, [contentLabel]: hash } };
  const jobs = await Promise.all(workflow.jobs.map(job => withSignedArtifacts(job, signal)));
  const id = await client.workflows.create({ ...workflow, jobs }, signal);
  return { workflow: submittedWorkflow(client, id, workflow), found: false };
}

async function sameWorkflow(
  client: ServiceClient,
  hash: string,
  signal: AbortSignal | undefined,
): Promise<WorkflowRead | undefined> {
  const query = { all: 'true', constraint: `${contentLabel}=${hash}`, detail: 'true' };
  const listed = await client.workflows.list(query, signal).catch((error: unknown) => {
    // A service that lists no labels finds nothing.
    if (error instanceof ServiceError && error.code === 'refused') return [];
    throw error;
  });
  for (const workflow of listed.sort((a, b) => b.id - a.id)) {
    if (workflow.labels?.[contentLabel] !== hash) continue;
    if (!isFinal(workflow.status) || (await isWhole(client, workflow, signal))) return workflow;
  }
  return undefined;
}

/** All of it has succeeded and is there: a rerun has only the jobs that it did again. */
async function isWhole(
  client: ServiceClient,
  { id, status, progress }: WorkflowRead,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (status !== 'completed' || progress === undefined || progress.done !== progress.total) return false;
  return (await client.workflows.jobs(id, signal)).length >= progress.total;
}
