import { failureCause } from '../../display/failure-cause.js';
import { JobFailedError } from '../../errors/job-failed-error.js';
import type { JobRead } from '../../model/job-read.js';
import type { TrackedJob } from '../tracked-job.js';
import { StreamTail } from './stream-tail.js';

/** Lines of standard error in the message. */
const errorLines = 12;

/** The error for a job that ended without success: which task, how, and the end of what it said. */
export async function jobFailure(job: TrackedJob): Promise<JobFailedError> {
  const { id, name, status, statusReason, tasks } = job.read;
  const failing = job.exitCodes.findIndex(code => code !== undefined && code !== 0);
  const code = job.exitCodes[failing];
  const stderr = new StreamTail(job, 'stderr');
  await stderr.read();
  const said = stderr.text.trimEnd().split('\n').slice(-errorLines).join('\n');
  const task = tasks[failing]?.cmd;
  const lines = [
    `Job ${id}${name && ` (${name})`} ${outcome(status, code, failing, tasks.length)}${task ? `: ${task}` : ''}`,
    statusReason ? `Reason: ${statusReason}` : '',
    said ? `The end of its standard error:\n${said}` : '',
    status === 'deleted' ? 'It was cancelled. run() submits it again' : hint(job.read, code),
  ];
  return new JobFailedError(lines.filter(line => line !== '').join('\n'), {
    jobId: id,
    state: status,
    exitCode: code,
    reason: statusReason,
  });
}

function outcome(status: string, code: number | undefined, failing: number, tasks: number): string {
  const which = tasks > 1 ? `task ${failing + 1} of ${tasks} ` : '';
  if (code === undefined) return `ended as ${status}`;
  if (status === 'killed') return `was killed (${which}exit code ${code})`;
  return `failed: ${which}ended with exit code ${code}`;
}

function hint(job: JobRead, code: number | undefined): string {
  const all = `(await jobs.get(${job.id})).stdout()`;
  const general = `await ${all} has all that it printed; run({ check: false }) does not throw`;
  return [failureCause(job, code), general].filter(part => part !== '').join(' ');
}
