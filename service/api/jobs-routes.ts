import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type Context, Hono } from 'hono';
import { jobStates } from '../../lib/model/states.js';
import type { Executor } from '../executors/executor.js';
import { fileSize } from '../executors/file-size.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import { type Settings, SettingsError } from '../settings.js';
import type { JobQuery } from '../store/job-query.js';
import { IdempotencyKeyError, type JobStore } from '../store/job-store.js';
import { ApiError } from './api-error.js';
import { detailView, type OutputUrl, shortView } from './job-view.js';
import { parseId, parseIds, readJson, wholeNumber } from './request.js';
import { checkSubmission } from './submission.js';

/** What the routes of jobs work on. */
export interface JobsRoutesContext {
  readonly store: JobStore;
  readonly scheduler: Scheduler;
  readonly executor: Executor;
  readonly settings: () => Settings;
  readonly hasUpload: (name: string) => boolean;
  readonly outputUrl: OutputUrl;
}

/** `/jobs` of PROMINENCE v1. */
export function jobsRoutes(service: JobsRoutesContext): Hono {
  const routes = new Hono();
  routes.post('/', async context => {
    const body = await readJson(context);
    const job = submit(service, body, context.req.header('idempotency-key'));
    return context.json({ id: job.id }, 201);
  });
  routes.get('/', context => {
    const jobs = service.store.list(parseQuery(context));
    const detail = context.req.query('detail') !== undefined;
    return context.json(jobs.map(job => (detail ? detailView(job, service.outputUrl) : shortView(job))));
  });
  routes.get('/:id', context => {
    const id = parseId(context.req.param('id'));
    const job = id === undefined ? undefined : service.store.get(id);
    return context.json(job ? [detailView(job, service.outputUrl)] : []);
  });
  routes.delete('/', async context => {
    const ids = parseIds(context.req.query('id'));
    if (!ids) throw new ApiError(400, 'id: is missing, must be the ids of jobs to delete, like id=1,2');
    return context.json(await remove(service, ids));
  });
  routes.delete('/:id', async context => {
    const id = parseId(context.req.param('id'));
    return context.json(await remove(service, id === undefined ? [] : [id]));
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    routes.get(`/:id/${stream}`, context => sendStream(service, context, stream));
  }
  return routes;
}

function submit(service: JobsRoutesContext, body: unknown, key: string | undefined): { id: number } {
  try {
    const settings = service.settings();
    const checked = checkSubmission(body, key, { settings, hasUpload: service.hasUpload });
    const job = service.store.create(checked);
    // The answer does not wait for the start of the job.
    setImmediate(() => service.scheduler.wake());
    return job;
  } catch (error) {
    if (error instanceof SettingsError || error instanceof IdempotencyKeyError) {
      throw new ApiError(400, error.message, { cause: error });
    }
    throw error;
  }
}

async function remove(service: JobsRoutesContext, ids: readonly number[]): Promise<object> {
  const removed = await Promise.all(ids.map(id => service.scheduler.delete(id)));
  if (removed.includes(true)) return {};
  throw new ApiError(
    400,
    'No such job is active: it is unknown or has ended, and there is nothing to delete.',
  );
}

function parseQuery(context: Context): JobQuery {
  const { status, constraint, name } = context.req.query();
  const ids = parseIds(context.req.query('id'));
  const completed = context.req.query('completed') === 'true';
  const count = completed ? wholeNumber(context.req.query('num'), 'num', -1) : undefined;
  const state = jobStates.find(known => known === status);
  if (status !== undefined && !state) {
    throw new ApiError(400, `status: got ${JSON.stringify(status)}, must be one of ${jobStates.join(', ')}`);
  }
  const label = constraint?.split('=');
  if (label && label.length !== 2) {
    throw new ApiError(400, `constraint: got ${JSON.stringify(constraint)}, must be a label as key=value`);
  }
  const everything = ids !== undefined || state !== undefined || context.req.query('all') !== undefined;
  return {
    ...(ids ? { ids } : {}),
    ...(completed ? { only: 'ended', ...(count === -1 ? {} : { limit: count ?? 1 }) } : {}),
    ...(completed || everything ? {} : { only: 'active' }),
    ...(state ? { status: state } : {}),
    ...(name === undefined ? {} : { name }),
    ...(label ? { label: [label[0]!, label[1]!] } : {}),
  };
}

async function sendStream(
  service: JobsRoutesContext,
  context: Context,
  stream: 'stdout' | 'stderr',
): Promise<Response> {
  const id = parseId(context.req.param('id') ?? '');
  const job = id === undefined ? undefined : service.store.get(id);
  if (!job)
    throw new ApiError(
      400,
      `There is no job ${context.req.param('id')}. List the jobs with GET /jobs?all=1.`,
    );
  const offset = wholeNumber(context.req.query('offset'), 'offset', 0) ?? 0;
  const path = service.executor.streamPath(job, stream);
  const size = await fileSize(path);
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (offset >= size) return context.body('', 200, headers);
  const file = await open(path);
  const bytes = file.createReadStream({ start: offset, end: size - 1 });
  return new Response(Readable.toWeb(bytes) as ReadableStream, {
    headers: { ...headers, 'content-length': String(size - offset) },
  });
}
