import { JobFailedError } from '../errors/job-failed-error.js';
import { StreamTail } from './stream-tail.js';
import type { TrackedJob } from './tracked-job.js';

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
    hint(id, status, code),
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

function hint(id: number, status: string, code: number | undefined): string {
  if (status === 'deleted') return 'It was cancelled. Run it again with a new Job';
  if (code === 127) return 'Exit code 127: the program was not found. Check its name and the image';
  if (code === 126) return 'Exit code 126: the program cannot be executed. Check its permissions';
  return `(await jobs.get(${id})).stdout() has all that it printed; run({ check: false }) resolves in spite of a failure`;
}
