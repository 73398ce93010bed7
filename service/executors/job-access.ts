import { z } from 'zod';
import type { ExecutorAccess, ExecutorJob } from './executor.js';
import type { JobFolder } from './job-folder.js';
import { wallSeconds } from './plan.js';
import { textOf } from './text-of.js';

const accessSchema = z.object({ PROMINENCE_URL: z.string(), PROMINENCE_TOKEN: z.string() });
const stagedSchema = z.object({ access: accessSchema });

/** The variables with which a job calls the service that runs it. */
export type AccessVariables = z.infer<typeof accessSchema>;

/** Seconds for what stands between making a token and the start of the wall time. */
const slack = 60;

/** Makes the token of an attempt. Stage-in keeps it where it is found again to be hidden. */
export function makeAccess(job: ExecutorJob, access: ExecutorAccess): AccessVariables {
  const expires = Math.ceil(Date.now() / 1000 + wallSeconds(job) + slack);
  return { PROMINENCE_URL: access.url(), PROMINENCE_TOKEN: access.token(job.id, expires) };
}

/** What was made for an attempt; undefined when nothing was. */
export function readAccess(folder: JobFolder): AccessVariables | undefined {
  const text = textOf(folder.staged);
  return text === '' ? undefined : stagedSchema.parse(JSON.parse(text)).access;
}
