import { clock, fineDuration } from '../../lib/display/words.js';
import type { JobRead } from '../../lib/model/job-read.js';
import type { WorkflowRead } from '../../lib/model/workflow-read.js';

type Times = JobRead['events'];

/** The state in a word; of a job that completed with a failed task its exit code, which tells more. */
export function outcome({ status, execution }: JobRead): string {
  const failing = status === 'completed' && execution?.tasks?.find(task => task.exitCode)?.exitCode;
  return failing ? `exit ${failing}` : status;
}

/** When it was submitted. */
export function created({ createTime }: Times): string {
  return createTime === undefined ? '' : clock(createTime, Date.now() / 1000);
}

/** How long it ran, or has been running. */
export function took({ startTime, endTime }: Times): string {
  return startTime === undefined ? '' : fineDuration((endTime ?? Date.now() / 1000) - startTime);
}

/** What the first task does: its image, if that is not this machine, and its command. */
export function command({ tasks }: JobRead): string {
  const [task] = tasks;
  const image = task?.image === 'host' ? undefined : task?.image;
  return [image, task?.cmd].filter(part => part).join(': ');
}

/** What a workflow has done: `3 of 8 done, 1 failed`. */
export function progressOf({ progress }: WorkflowRead): string {
  if (!progress) return '';
  const { done, total, failed } = progress;
  return `${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}`;
}

/** A job for programs: what the service tells, without signed addresses, passwords and the contents of inputs. */
export function jobForPrograms(job: JobRead): Record<string, unknown> {
  const { inputs, artifacts, outputFiles, outputDirs, ...rest } = job;
  const made = ({ name, url, size }: { name: string; url: string; size?: number | undefined }) => ({
    name,
    made: url !== '',
    ...(size !== undefined && { size }),
  });
  return {
    ...rest,
    tasks: job.tasks.map(({ imagePullCredential: _, ...task }) => task),
    ...(inputs && { inputs: inputs.map(({ content: _, ...input }) => input) }),
    ...(artifacts && { artifacts: artifacts.map(each => ({ ...each, url: withoutQuery(each.url) })) }),
    ...(outputFiles && { outputFiles: outputFiles.map(made) }),
    ...(outputDirs && { outputDirs: outputDirs.map(made) }),
  };
}

/** The query of a URL may be a signature; in the name of an upload a question mark is a letter as any other. */
function withoutQuery(url: string): string {
  return /^https?:/i.test(url) ? url.replace(/\?.*/s, '?…') : url;
}
