import type { WorkflowRead } from '../model/workflow-read.js';
import { checkedWorkflow } from './check-workflow.js';
import { connectedClient } from './connected-client.js';
import { TrackedWorkflow } from './tracked-workflow.js';

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
  const id = await client.workflows.create(workflow, signal);
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
