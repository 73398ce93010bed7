import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import type { ExecutorJob } from './executor.js';
import { readAccess } from './job-access.js';
import type { JobFolder } from './job-folder.js';
import { execLine } from './journal.js';
import { JournalReader } from './journal-reader.js';
import { containerPaths } from './paths.js';
import { markVariable } from './plan.js';
import { signalGroup } from './process-group.js';
import { RunningJobError } from './running-job-error.js';
import { taskVariables } from './task-environment.js';

/** Bytes of output that a command may write. */
const longestOutput = 2 ** 20;

/** Characters of a command's output that its error shows. */
const shownOutput = 2000;

/**
 * Runs a shell command beside a running job: in its scratch folder, with the environment of the task that runs, outside
 * of any container, as PROMINENCE does. The journal tells of it. It never outlives the job.
 *
 * @param seconds until it is ended with all that it started.
 * @param signal ends it too.
 * @returns what it wrote, standard output and error in one.
 * @throws {RunningJobError} when no task has started, the command fails, takes too long or writes too much.
 */
export async function execInJob(
  job: ExecutorJob,
  folder: JobFolder,
  command: string,
  seconds: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const lines = new JournalReader(folder.journal).lines();
  const task = lines.findLast(line => line.event === 'start')?.task;
  if (task === undefined) {
    throw new RunningJobError(
      `Job ${job.id} is still being prepared: run the command once a task has started.`,
    );
  }
  const access = readAccess(folder) ?? {};
  await appendFile(folder.journal, execLine(command));
  signal.throwIfAborted();
  const script = containerPaths(job.spec, true, folder.scratch)(command);
  const child = spawn('/bin/sh', ['-c', 'exec /bin/sh -c "$1" 2>&1', 'sh', script], {
    cwd: folder.scratch,
    env: { ...taskVariables(job, task, folder, access), ...markVariable(folder.root) },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  let size = 0;
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    if (child.pid !== undefined) signalGroup(child.pid);
    // A process that left the group may keep the pipe open.
    child.stdout.destroy();
  };
  const timer = setTimeout(() => stop(`did not end within ${seconds} s and was ended`), seconds * 1000);
  const abort = () => stop('was ended, because the job ended or who asked went away');
  signal.addEventListener('abort', abort);
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= longestOutput) chunks.push(chunk);
    else
      stop(
        `wrote more than ${longestOutput / 2 ** 20} MiB and was ended: write to a file, and take a snapshot of it`,
      );
  });
  try {
    const [code, ended] = await once(child, 'close');
    const output = Buffer.concat(chunks);
    const why = stopped ?? (code === 0 ? undefined : `ended with ${ended ?? `exit code ${code}`}`);
    if (why === undefined) return output;
    const said = output.toString().trimEnd().slice(-shownOutput);
    throw new RunningJobError(
      `The command in job ${job.id} ${why}${said === '' ? '.' : `. It wrote:\n${said}`}`,
    );
  } catch (error) {
    if (error instanceof RunningJobError) throw error;
    throw new RunningJobError(
      `The command in job ${job.id} could not be started: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
