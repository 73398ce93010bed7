import { inspect } from 'node:util';
import type { Capabilities } from '../../client/replies.js';
import { InvalidJobError } from '../../errors/invalid-job-error.js';
import { type JobJson, jobSchema } from '../../model/job.js';
import { refuseShellSyntax } from '../parts/shell-syntax.js';
import { checked } from './explain-issue.js';

/** Bytes that a stock server takes in one request. */
const largestRequest = 2 ** 20;

/**
 * Checks a job before it is sent.
 * @throws {InvalidJobError} naming the field as users write it, what it is and what it may be
 * @throws {ShellSyntaxError} for a command that needs a shell
 */
export function checkedJob(json: unknown, capabilities: Pick<Capabilities, 'fractions'>): JobJson {
  const job = checked(jobSchema, json);
  checkCommands(job);
  if (!capabilities.fractions) {
    refuseWhatStockServersRefuse(job);
    refuseLargeRequest(job, 'make the job');
  }
  return job;
}

/**
 * Refuses commands that need a shell.
 * @param at what stands before the names of fields, as `jobs[0].`
 * @param parameters which the service fills in
 * @throws {ShellSyntaxError}
 */
export function checkCommands(job: JobJson, at = '', parameters: readonly string[] = []): void {
  for (const [i, { cmd }] of job.tasks.entries()) {
    if (cmd !== undefined) refuseShellSyntax(cmd, `${at}tasks[${i}].command`, parameters);
  }
}

/** Our service takes more than PROMINENCE does: say so before the job is sent. */
export function refuseWhatStockServersRefuse(job: JobJson, at = ''): void {
  for (const field of ['memory', 'memoryPerCpu', 'disk', 'walltime'] as const) {
    const value = job.resources[field];
    if (value === undefined || Number.isInteger(value)) continue;
    throw new InvalidJobError(
      `${at}resources.${field}`,
      `is ${value}; a PROMINENCE service takes whole numbers only`,
    );
  }
  if (job.policies?.maximumTimeInQueue === -1) {
    throw new InvalidJobError(
      `${at}policies.maximumTimeInQueue`,
      'is -1; a PROMINENCE service takes 0 to 44640. 0 waits until the job starts or fails',
    );
  }
  for (const [i, task] of job.tasks.entries()) {
    if (task.image !== undefined && task.image !== 'host') continue;
    throw new InvalidJobError(
      `${at}tasks[${i}].image`,
      `is ${inspect(task.image)}; a PROMINENCE service runs container images only. Name one, or unset PROMINENCE_URL`,
    );
  }
}

/** @throws {InvalidJobError} for more than a stock server takes at once */
export function refuseLargeRequest(json: object, what: string): void {
  const size = Buffer.byteLength(JSON.stringify(json));
  if (size <= largestRequest) return;
  throw new InvalidJobError(
    'inputFiles',
    `${what} ${(size / 2 ** 20).toFixed(1)} MiB; a PROMINENCE service takes 1 MiB. Upload large files as an Artifact`,
  );
}
