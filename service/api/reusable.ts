import { existsSync } from 'node:fs';
import { isFinal, succeeded } from '../../lib/model/states.js';
import type { Executor } from '../executors/executor.js';
import type { JobRecord } from '../store/job-record.js';

/** True for a job that stands for another one like it: it is queued or runs, or has succeeded and all that it left is still there. */
export function reusable(
  job: JobRecord,
  executor: Pick<Executor, 'streamPath'>,
  hasOutput: (key: string) => boolean,
): boolean {
  if (!isFinal(job.status)) return !job.deleting;
  const exitCodes = (job.execution.tasks ?? []).map(task => task.exitCode);
  return (
    succeeded(job.status, exitCodes) &&
    existsSync(executor.streamPath(job, 'stdout')) &&
    job.outputs.every(output => hasOutput(output.key))
  );
}
