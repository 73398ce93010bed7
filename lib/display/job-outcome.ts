import type { JobRead } from '../model/job-read.js';
import { succeeded } from '../model/states.js';
import { plainLog } from './log-text.js';

/** True for a job that completed with exit code 0 of every task, as far as they are known. */
export function hasSucceeded({ status, execution }: JobRead): boolean {
  return succeeded(
    status,
    (execution?.tasks ?? []).map(task => task.exitCode),
  );
}

/** How a job stands or ended, in a few words: `exit 1`, `killed: Walltime limit exceeded`. */
export function jobOutcome({ status, statusReason, execution }: JobRead): string {
  const code = execution?.tasks?.find(task => task.exitCode)?.exitCode;
  if (status === 'completed' && code !== undefined) return `exit ${code}`;
  return [status, statusReason].filter(part => part).join(': ');
}

/** Characters of a failed job's last line. */
const lineLength = 160;

/** `exit 3: no convergence` */
export function howFailed(job: JobRead, lastLine = ''): string {
  const line = plainLog(lastLine).trim();
  const said = line.length > lineLength ? `${line.slice(0, lineLength)}…` : line;
  return [jobOutcome(job), said].filter(part => part).join(': ');
}
