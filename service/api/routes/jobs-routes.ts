import { type Context, Hono } from 'hono';
import type { ContainerEngines } from '../../executors/containers/container-engines.js';
import type { Executor } from '../../executors/executor.js';
import type { ObjectStore } from '../../objects/object-store.js';
import type { Objects } from '../../objects/objects.js';
import type { Scheduler } from '../../scheduler/scheduler.js';
import { type Settings, SettingsError } from '../../settings.js';
import type { JobRecord, NewJob } from '../../store/job-record.js';
import type { JobStore } from '../../store/job-store.js';
import { IdempotencyKeyError } from '../../store/submissions.js';
import { ApiError, DiskFullError } from '../api-error.js';
import { detailView, type Outputs, shortView } from '../job-view.js';
import { parseJobQuery } from '../list-query.js';
import { parseId, parseIds, readJson } from '../request.js';
import { reusable } from '../reusable.js';
import { sendStream } from '../send-stream.js';
import { sendList } from '../stream-list.js';
import { checkBulk, checkSubmission, submissionOf } from '../submission.js';
import type { SubmissionContext } from '../submission-context.js';
import { uploadsNamed, wantsEngine } from '../task-place.js';

/** What submissions are made with. */
export interface SubmittingContext {
  /** The data folder, for messages. */
  readonly folder: string;
  /** False when the disk is full. */
  readonly hasRoom: () => boolean;
  readonly store: JobStore;
  readonly scheduler: Scheduler;
  readonly settings: () => Settings;
  readonly engines: ContainerEngines;
  readonly uploadNames: ObjectStore['uploadNames'];
}

/** What the routes of jobs work on. */
export interface JobsRoutesContext extends SubmittingContext {
  readonly executor: Executor;
  readonly objects: Pick<Objects, 'presence'>;
  readonly outputs: Outputs;
  /** Texts that must not show where the job's output does. */
  readonly secrets: (job: JobRecord) => Promise<string[]>;
}

/** `/jobs` of PROMINENCE v1, and our `POST /jobs/bulk`. */
export function jobsRoutes(service: JobsRoutesContext): Hono {
  const routes = new Hono();
  routes.post('/', async context => {
    const body = await readJson(context);
    const check = (checking: SubmissionContext) => [checkSubmission(body, checking)];
    const label = context.req.query('reuse');
    if (label === undefined) {
      const [id] = await submit(service, body, keyOf(context), check);
      return context.json({ id }, 201);
    }
    const [created] = await submitUnlessLabelled(service, body, keyOf(context), label, check);
    const { id, reused } = created!;
    return reused ? context.json({ id, reused }) : context.json({ id }, 201);
  });
  routes.post('/bulk', async context => {
    const body = await readJson(context);
    const check = (checking: SubmissionContext) => checkBulk(body, checking);
    const label = context.req.query('reuse');
    if (label === undefined) {
      return context.json({ ids: await submit(service, body, keyOf(context), check) }, 201);
    }
    const created = await submitUnlessLabelled(service, body, keyOf(context), label, check);
    const reused = created.map(each => each.reused);
    return context.json({ ids: created.map(each => each.id), reused }, reused.includes(false) ? 201 : 200);
  });
  routes.get('/', context => {
    const detail = context.req.query('detail') !== undefined;
    return sendList(
      parseJobQuery(context),
      query => service.store.list(query),
      job => (detail ? detailView(job, service.outputs) : shortView(job)),
    );
  });
  routes.get('/:id', async context => {
    const id = parseId(context.req.param('id'));
    const job = id === undefined ? undefined : service.store.get(id);
    return context.json(job ? [await detailView(job, service.outputs)] : []);
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
  routes.put('/:id/remove', context => {
    const { id } = jobOf(service, context);
    if (service.store.release(id)) return context.json({});
    throw new ApiError(400, `Job ${id} is not in the queue any more.`);
  });
  routes.put('/:id/clone', async context => {
    const { spec, parameters } = jobOf(service, context);
    const [id] = await submit(service, spec, keyOf(context), checking => [
      { ...checkSubmission(spec, checking), parameters: parameters ?? undefined },
    ]);
    return context.json({ id }, 201);
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    routes.get(`/:id/${stream}`, context => sendStream(context, service, jobOf(service, context), stream));
  }
  return routes;
}

/** The job that a path names. @throws {ApiError} 400 when there is none. */
export function jobOf(service: Pick<JobsRoutesContext, 'store'>, context: Context): JobRecord {
  const text = context.req.param('id') ?? '';
  const id = parseId(text);
  const job = id === undefined ? undefined : service.store.get(id);
  if (!job) throw new ApiError(400, `There is no job ${text}. List the jobs with GET /jobs?all=1.`);
  return job;
}

/** `Idempotency-Key`: a request that is sent again with it does nothing new. */
function keyOf(context: Context): string | undefined {
  return context.req.header('idempotency-key');
}

function submit(
  service: SubmittingContext,
  body: unknown,
  key: string | undefined,
  check: (context: SubmissionContext) => NewJob[],
): Promise<number[]> {
  return checked(service, body, (context): number[] => {
    const ids = service.store.create(check(context), submissionOf(key, body));
    // The answer does not wait for the start of the jobs.
    setImmediate(() => service.scheduler.wake());
    return ids;
  });
}

/** Stores the jobs for which none with the same label can be used. */
function submitUnlessLabelled(
  service: JobsRoutesContext,
  body: unknown,
  key: string | undefined,
  label: string,
  check: (context: SubmissionContext) => NewJob[],
): Promise<{ id: number; reused: boolean }[]> {
  const { store, executor, objects } = service;
  return checked(service, body, async context => {
    const jobs = check(context);
    const hasOutput = await objects.presence(() =>
      store
        .sameLabelled(jobs, label)
        .filter(other => reusable(other, executor, () => true))
        .flatMap(job => job.outputs.map(output => output.key)),
    );
    const usable = (other: JobRecord) => reusable(other, executor, hasOutput);
    const created = store.createUnlessLabelled(jobs, label, usable, submissionOf(key, body));
    if (created.some(each => !each.reused)) setImmediate(() => service.scheduler.wake());
    return created;
  });
}

/** Checks and stores a submission; what is wrong with the settings or the key is said to who submits. */
export async function checked<T>(
  service: Pick<SubmittingContext, 'settings' | 'uploadNames' | 'engines' | 'hasRoom' | 'folder'>,
  body: unknown,
  action: (context: SubmissionContext) => T | Promise<T>,
): Promise<T> {
  if (!service.hasRoom()) throw new DiskFullError(service.folder);
  try {
    const settings = service.settings();
    const wanted = wantsEngine(body, settings);
    const engine = wanted ? await service.engines.find(settings.containers.engine) : undefined;
    const uploads = await service.uploadNames(uploadsNamed(body));
    return await action({ settings, engine, hasUpload: name => uploads.has(name) });
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
