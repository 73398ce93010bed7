import type { ServiceClient } from '../../client/service-client.js';
import { ServiceError } from '../../errors/service-error.js';
import { isFinal } from '../../model/states.js';
import { contentLabel } from '../../model/submission-label.js';
import type { WorkflowRead } from '../../model/workflow-read.js';
import type { RunOptions } from '../call-options.js';
import { checkedWorkflow } from '../check/check-workflow.js';
import { connectedClient } from '../connected-client.js';
import { TrackedWorkflow } from '../tracked-workflow.js';
import { withSignedArtifacts } from '../transfers/s3-artifacts.js';
import { workflowHash } from './content-hash.js';
import { fileVersions } from './file-versions.js';
import { submittedWorkflow } from './submit-workflow.js';

/** A workflow, and whether it was there before. */
export interface FoundWorkflow {
  readonly workflow: TrackedWorkflow;
  readonly found: boolean;
}

/**
 * The workflow that computes what this one would and is active or has succeeded, whichever kernel submitted it; without
 * one, or with `fresh`, a new one. A service of ours looks and submits in one step: of two kernels that ask at the same
 * moment one makes the workflow.
 * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
 */
export async function submitWorkflowOnce(
  json: Record<string, unknown>,
  { fresh = false, signal }: RunOptions,
): Promise<FoundWorkflow> {
  const client = await connectedClient();
  const capabilities = await client.capabilities();
  const checked = checkedWorkflow(json, capabilities);
  const hash = workflowHash(checked, await fileVersions(checked.jobs, client, signal));
  const oneStep = capabilities.workflowReuse && !fresh;
  const same = fresh || oneStep ? undefined : await sameWorkflow(client, hash, signal);
  if (same) return { workflow: new TrackedWorkflow(client, same), found: true };
  const workflow = { ...checked, labels: { ...checked.labels, [contentLabel]: hash } };
  const jobs = await Promise.all(workflow.jobs.map(job => withSignedArtifacts(job, signal)));
  const signed = { ...workflow, jobs };
  const { id, reused } = oneStep
    ? await client.workflows.createUnless(signed, contentLabel, signal)
    : { id: await client.workflows.create(signed, signal), reused: false };
  if (reused) {
    return { workflow: new TrackedWorkflow(client, await client.workflows.get(id, signal)), found: true };
  }
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
