import { type Context, Hono } from 'hono';
import type { JobRecord } from '../../store/job-record.js';
import type { Unfinished, WorkflowRecord } from '../../store/workflow-record.js';
import type { WorkflowStore } from '../../store/workflow-store.js';
import { ApiError } from '../api-error.js';
import { parseQuery } from '../list-query.js';
import { parseId, parseIds, readJson } from '../request.js';
import { sendStream } from '../send-stream.js';
import { sendList } from '../stream-list.js';
import { submissionOf } from '../submission.js';
import { checkWorkflow } from '../workflow-submission.js';
import { detailWorkflow, shortWorkflow } from '../workflow-view.js';
import { checked, type JobsRoutesContext } from './jobs-routes.js';

/** What the routes of workflows work on. */
export interface WorkflowsRoutesContext extends JobsRoutesContext {
  readonly workflows: WorkflowStore;
}

/** `/workflows` of PROMINENCE v1. */
export function workflowsRoutes(service: WorkflowsRoutesContext): Hono {
  const { workflows } = service;
  const routes = new Hono();
  routes.post('/', async context => {
    const body = await readJson(context);
    const label = context.req.query('reuse');
    if (label === undefined) return context.json({ id: await submit(service, context, body) }, 201);
    const { id, reused } = await checked(service, body, checking =>
      workflows.createUnlessLabelled(checkWorkflow(body, checking), label, submissionFor(context, body)),
    );
    return reused ? context.json({ id, reused }) : context.json({ id }, 201);
  });
  routes.get('/', context => {
    const view = context.req.query('detail') === undefined ? shortWorkflow : detailWorkflow;
    return sendList(parseQuery(context), query => workflows.list(query), view);
  });
  routes.get('/:id', context => {
    const id = parseId(context.req.param('id'));
    const workflow = id === undefined ? undefined : workflows.get(id);
    return context.json(workflow ? [detailWorkflow(workflow)] : []);
  });
  routes.delete('/', async context => {
    const ids = parseIds(context.req.query('id'));
    if (!ids) throw new ApiError(400, 'id: is missing, must be the ids of workflows to delete, like id=1,2');
    return context.json(await remove(service, ids));
  });
  routes.delete('/:id', async context => {
    const id = parseId(context.req.param('id'));
    return context.json(await remove(service, id === undefined ? [] : [id]));
  });
  routes.put('/:id', async context => {
    const { id, spec, active, status } = workflowOf(workflows, context);
    if (active) {
      throw new ApiError(
        400,
        `Workflow ${id} is ${status} and in the queue: only one that has ended and left it can be run again.`,
      );
    }
    const unfinished = workflows.unfinished(id);
    if ([...unfinished.values()].every(instances => instances.length === 0)) {
      throw new ApiError(400, `All jobs of workflow ${id} have succeeded: there is none to run again.`);
    }
    return context.json({ id: await submit(service, context, spec, unfinished) });
  });
  routes.put('/:id/clone', async context => {
    const { spec } = workflowOf(workflows, context);
    return context.json({ id: await submit(service, context, spec) }, 201);
  });
  routes.put('/:id/remove', context => {
    const { id } = workflowOf(workflows, context);
    if (workflows.release(id)) return context.json({});
    throw new ApiError(400, `Workflow ${id} is not in the queue any more.`);
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    for (const path of [`/:id/:job/${stream}`, `/:id/:job/:index/${stream}`]) {
      routes.get(path, context => sendStream(context, service, jobOf(service, context), stream));
    }
  }
  return routes;
}

async function remove({ scheduler }: WorkflowsRoutesContext, ids: readonly number[]): Promise<object> {
  const removed = await Promise.all(ids.map(id => scheduler.deleteWorkflow(id)));
  if (removed.includes(true)) return {};
  throw new ApiError(
    400,
    'No such workflow is active: it is unknown or has ended, and there is nothing to delete.',
  );
}

function workflowOf(workflows: WorkflowStore, context: Context): WorkflowRecord {
  const text = context.req.param('id') ?? '';
  const id = parseId(text);
  const workflow = id === undefined ? undefined : workflows.get(id);
  if (!workflow) {
    throw new ApiError(400, `There is no workflow ${text}. List the workflows with GET /workflows?all=1.`);
  }
  return workflow;
}

/** The newest job that the path names. */
function jobOf({ workflows, store }: WorkflowsRoutesContext, context: Context): JobRecord {
  const { id } = workflowOf(workflows, context);
  const { job: name, index: text } = context.req.param() as { job: string; index?: string };
  const index = parseId(text ?? '0');
  // The Python client has node and job the wrong way round when it asks for stderr.
  for (const step of [name, context.req.query('node')]) {
    const job = index === undefined || !step ? undefined : store.ofWorkflow(id, step, index);
    if (job) return job;
  }
  throw new ApiError(
    400,
    `Workflow ${id} has no job ${text === undefined ? name : `${name}/${text}`}, or has not made it yet. ` +
      `List its jobs with GET /jobs?workflow=true&id=${id}&all=1.`,
  );
}

function submit(
  service: WorkflowsRoutesContext,
  context: Context,
  body: unknown,
  unfinished?: Unfinished,
): Promise<number> {
  return checked(service, body, checking =>
    service.workflows.create(checkWorkflow(body, checking), submissionFor(context, body), unfinished),
  );
}

function submissionFor({ req }: Context, body: unknown): ReturnType<typeof submissionOf> {
  return submissionOf(req.header('idempotency-key'), [req.method, req.path, body]);
}
