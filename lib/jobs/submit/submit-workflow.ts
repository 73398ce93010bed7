import type { ServiceClient } from '../../client/service-client.js';
import type { WorkflowJson } from '../../model/workflow.js';
import type { WorkflowRead } from '../../model/workflow-read.js';
import { checkedWorkflow } from '../check/check-workflow.js';
import { connectedClient } from '../connected-client.js';
import { TrackedWorkflow } from '../tracked-workflow.js';
import { withSignedArtifacts } from '../transfers/s3-artifacts.js';

/**
 * Checks a workflow and submits it.
 * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
 */
export async function submitWorkflow(
  json: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<TrackedWorkflow> {
  const client = await connectedClient();
  const workflow = checkedWorkflow(json, await client.capabilities());
  const jobs = await Promise.all(workflow.jobs.map(job => withSignedArtifacts(job, signal)));
  const id = await client.workflows.create({ ...workflow, jobs }, signal);
  return submittedWorkflow(client, id, workflow);
}

/** A workflow that was submitted just now. */
export function submittedWorkflow(
  client: ServiceClient,
  id: number,
  workflow: WorkflowJson,
): TrackedWorkflow {
  // What the service would say right now; the next news replace it.
  const read: WorkflowRead = {
    ...workflow,
    id,
    name: workflow.name ?? '',
    status: 'idle',
    events: { createTime: Date.now() / 1000 },
  };
  return new TrackedWorkflow(client, read);
}
