import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Executor } from '../../executors/executor.js';
import { RunningJobError } from '../../executors/running-job-error.js';
import type { JobRecord } from '../../store/job-record.js';
import type { JobStore } from '../../store/job-store.js';
import { ApiError } from '../api-error.js';
import { redactText } from '../redaction.js';
import { parseBody, readJson } from '../request.js';
import { jobOf } from './jobs-routes.js';

/** Seconds that a command may take, unless the request says less or more. */
const usualTime = 60;
const longestTime = 600;

/** What `POST /jobs/{id}/exec` takes. */
export const commandSchema = z.strictObject({
  command: z.string().min(1),
  timeout: z.number().positive().max(longestTime).default(usualTime),
});

/** What the routes of running jobs work on. */
export interface RunningJobContext {
  readonly store: JobStore;
  readonly executor: Executor;
  /** Texts that must not show where the job's output does. */
  readonly secrets: (job: JobRecord) => Promise<string[]>;
  /** The signed URL of a job's snapshot; undefined when none was taken. */
  readonly snapshotUrl: (id: number) => Promise<string | undefined>;
}

/** `/jobs/{id}/exec` and `/jobs/{id}/snapshot` of PROMINENCE v1. */
export function runningJobRoutes(service: RunningJobContext): Hono {
  const { executor } = service;
  const routes = new Hono();
  routes.post('/:id/exec', async context => {
    const { command, timeout } = await readCommand(context);
    const job = runningJob(service, context);
    const secrets = await service.secrets(job);
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    try {
      const output = await executor.exec(job, command, timeout, context.req.raw.signal);
      return context.body(redactText(output.toString(), secrets), 200, headers);
    } catch (error) {
      throw asRefusal(error, secrets);
    }
  });
  routes.put('/:id/snapshot', async context => {
    const path = context.req.query('path');
    if (path === undefined) {
      throw new ApiError(400, 'path: is missing, must be a file or folder of the job, like path=results');
    }
    const job = runningJob(service, context);
    await executor.snapshot(job, path, context.req.raw.signal).catch(error => {
      throw asRefusal(error);
    });
    // The Python client takes an empty body for a failure.
    return context.json({});
  });
  routes.get('/:id/snapshot', async context => {
    const { id } = jobOf(service, context);
    const url = await service.snapshotUrl(id);
    if (url !== undefined) return context.json({ url });
    throw new ApiError(
      400,
      `Job ${id} has no snapshot: take one with PUT /jobs/${id}/snapshot?path=PATH while it runs.`,
    );
  });
  return routes;
}

function runningJob(service: RunningJobContext, context: Context): JobRecord {
  const job = jobOf(service, context);
  if (job.status === 'running') return job;
  throw new ApiError(400, `Job ${job.id} is ${job.status}: commands and snapshots need one that runs.`);
}

/** The query's `command`, words joined by commas, as PROMINENCE has it; or ours, a JSON body with a shell command. */
async function readCommand(context: Context): Promise<z.infer<typeof commandSchema>> {
  const words = context.req.query('command');
  const body = await readJson(context);
  const value = words === undefined ? body : { ...(body as object), command: joinWords(words) };
  return parseBody(value, commandSchema);
}

/** A string that was taken for a list of words by the Python client comes as `l,s, ,-,l`. */
function joinWords(text: string): string {
  const isTorn = /^(?:.,)+.$/s.test(text);
  return isTorn ? text.replace(/(.),/gs, '$1') : text.replaceAll(',', ' ');
}

function asRefusal(error: unknown, secrets: readonly string[] = []): unknown {
  if (!(error instanceof RunningJobError)) return error;
  return new ApiError(400, redactText(error.message, secrets), { cause: error });
}
