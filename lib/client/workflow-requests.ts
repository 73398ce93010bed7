import { UnknownWorkflowError } from '../errors/unknown-workflow-error.js';
import type { JobRead } from '../model/job-read.js';
import type { WorkflowJson } from '../model/workflow.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import { type Created, createdSchema, jobListSchema, workflowListSchema } from './replies.js';
import { idsPerRequest, type Requests } from './requests.js';
import { submit, submitUnless } from './submit.js';

/** `/workflows` of PROMINENCE v1. */
export class WorkflowRequests {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Submits a workflow, once, whatever happens to the answer; returns its id. */
  create(workflow: WorkflowJson, signal?: AbortSignal): Promise<number> {
    return submit(this.#requests, 'workflows', workflow, signal);
  }

  /** Submits a workflow, unless one with the same value of a label can stand for it. Only our service can do that. */
  createUnless(workflow: WorkflowJson, label: string, signal?: AbortSignal): Promise<Created> {
    return submitUnless(this.#requests, 'workflows', workflow, label, signal);
  }

  /**
   * A workflow in detail form: what was submitted, and how it stands.
   * @throws {UnknownWorkflowError}
   */
  async get(id: number, signal?: AbortSignal): Promise<WorkflowRead> {
    const request = { method: 'get', path: `workflows/${id}`, signal } as const;
    const [workflow] = await this.#requests.json(workflowListSchema, request);
    if (!workflow) throw new UnknownWorkflowError(id);
    return workflow;
  }

  /** Workflows; the query is that of `GET /workflows`. */
  list(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<WorkflowRead[]> {
    return this.#requests.json(workflowListSchema, { method: 'get', path: 'workflows', query, signal });
  }

  /** The workflows of these ids, in short form, active and finished; unknown ids are left out. */
  async byId(ids: readonly number[], signal?: AbortSignal): Promise<WorkflowRead[]> {
    const found: WorkflowRead[] = [];
    for (let i = 0; i < ids.length; i += idsPerRequest) {
      found.push(...(await this.list({ id: ids.slice(i, i + idsPerRequest).join(',') }, signal)));
    }
    return found;
  }

  /** The jobs of a workflow that were made so far, in short form or in detail. */
  jobs(id: number, signal?: AbortSignal, detail = false): Promise<JobRead[]> {
    const query = { id: String(id), workflow: 'true', all: 'true', ...(detail && { detail: 'true' }) };
    return this.#requests.json(jobListSchema, { method: 'get', path: 'jobs', query, signal });
  }

  /** Deletes an active workflow with its jobs. @throws {ServiceError} `refused` when it is not active */
  async delete(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.text({ method: 'delete', path: `workflows/${id}`, signal });
  }

  /** Runs what did not succeed again, as a new workflow; returns its id. */
  async rerun(id: number, signal?: AbortSignal): Promise<number> {
    return (await this.#requests.json(createdSchema, { method: 'put', path: `workflows/${id}`, signal })).id;
  }

  /** Makes a workflow like this one, from the start; returns its id. */
  async clone(id: number, signal?: AbortSignal): Promise<number> {
    const request = { method: 'put', path: `workflows/${id}/clone`, signal } as const;
    return (await this.#requests.json(createdSchema, request)).id;
  }

  /** Takes a finished workflow, which `leaveInQueue` keeps there, out of the queue. */
  async remove(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.text({ method: 'put', path: `workflows/${id}/remove`, signal });
  }
}
