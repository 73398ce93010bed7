import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ExecutorAccess, ExecutorJob } from './executor.js';
import type { JobFolder } from './job-folder.js';
import { wallSeconds } from './plan.js';

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
export async function readAccess(folder: JobFolder): Promise<AccessVariables | undefined> {
  const text = await readFile(folder.staged, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : stagedSchema.parse(JSON.parse(text)).access;
}
