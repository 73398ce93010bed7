import { UnknownWorkflowError } from '../errors/unknown-workflow-error.js';
import { restoredWorkflow } from './access.js';
import type { SignalOption } from './call-options.js';
import { connectedClient } from './connected-client.js';
import { type ListFilter, listed, listQuery } from './list-query.js';
import { TrackedWorkflow } from './tracked-workflow.js';
import type { Workflow } from './workflow.js';
import './workflow.js'; // it provides what restoredWorkflow makes workflows with

/**
 * The workflows that the service knows, from this notebook or any other.
 *
 * @example
 * const workflow = await workflows.get(20)
 * const all = await workflows.list({ status: 'all' })
 */
export const workflows = {
  /**
   * A workflow by its id, with everything that was submitted.
   * @throws {UnknownWorkflowError}
   */
  async get(id: number, options: SignalOption = {}): Promise<Workflow> {
    if (!Number.isInteger(id) || id < 0) throw new UnknownWorkflowError(id);
    const client = await connectedClient();
    return restoredWorkflow(new TrackedWorkflow(client, await client.workflows.get(id, options.signal)));
  },

  /** Workflows in the order of their ids. */
  async list(options: ListFilter & SignalOption = {}): Promise<Workflow[]> {
    const client = await connectedClient();
    const reads = await client.workflows.list(listQuery(options), options.signal);
    return listed(reads, options).map(read => restoredWorkflow(new TrackedWorkflow(client, read)));
  },
};
