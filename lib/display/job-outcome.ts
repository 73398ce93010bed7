import type { JobRead } from '../model/job-read.js';
import { succeeded } from '../model/states.js';

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
