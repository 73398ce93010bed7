import { plural } from '../../display/words.js';
import { WorkflowFailedError } from '../../errors/workflow-failed-error.js';
import type { JobRead } from '../../model/job-read.js';
import { isFinal } from '../../model/states.js';
import { TrackedJob } from '../tracked-job.js';
import type { TrackedWorkflow } from '../tracked-workflow.js';
import { StreamTail } from './stream-tail.js';

/** Failed jobs that the message names. */
const named = 5;
/** Lines of standard error in the message. */
const errorLines = 12;

/** The error for a workflow that ended without success: which jobs failed, and the end of what the first one said. */
export async function workflowFailure(workflow: TrackedWorkflow): Promise<WorkflowFailedError> {
  const { id, name, status, statusReason, progress } = workflow.read;
  const reads = await workflow.client.workflows.jobs(id, undefined, true);
  const failed = newestOfEachName(reads)
    .map(read => new TrackedJob(workflow.client, read))
    .filter(job => !job.succeeded && isFinal(job.read.status));
  const jobs = failed.map(job => ({ id: job.id, name: job.read.name, outcome: job.outcome }));
  const list = jobs.slice(0, named).map(job => `${job.name} (job ${job.id}, ${job.outcome})`);
  const more = jobs.length > named ? ` and ${jobs.length - named} more` : '';
  const count = progress ? `${jobs.length} of ${progress.total} jobs` : plural(jobs.length, 'job');
  const stderr = failed[0] && status !== 'deleted' ? await lastErrors(failed[0]) : '';
  const lines = [
    `Workflow ${id}${name && ` (${name})`} ended as ${status}: ${count} did not succeed` +
      (list.length > 0 ? `: ${list.join(', ')}${more}` : ''),
    statusReason ? `Reason: ${statusReason}` : '',
    progress?.waiting ? `${plural(progress.waiting, 'job')} that waited for others never ran` : '',
    stderr ? `The end of the standard error of ${jobs[0]!.name}:\n${stderr}` : '',
    status === 'deleted'
      ? 'It was cancelled. run() submits it again'
      : `(await workflows.get(${id})).rerun() runs what did not succeed again; run({ check: false }) does not throw`,
  ];
  return new WorkflowFailedError(lines.filter(line => line !== '').join('\n'), {
    workflowId: id,
    state: status,
    jobs,
  });
}

/** A job that was tried again is there once, as it was the last time. */
export function newestOfEachName(reads: readonly JobRead[]): JobRead[] {
  const sorted = [...reads].sort((a, b) => a.id - b.id);
  return [...new Map(sorted.map(read => [read.name, read])).values()];
}

async function lastErrors(job: TrackedJob): Promise<string> {
  const stderr = new StreamTail(job, 'stderr');
  await stderr.read().catch(() => {}); // a job that never ran has none, and the message is good without
  return stderr.text.trimEnd().split('\n').slice(-errorLines).join('\n');
}
