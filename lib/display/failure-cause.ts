import type { JobRead } from '../model/job-read.js';
import { duration } from './words.js';

/** Why a job did probably not succeed and what helps, as a sentence; empty where its exit code says all there is. */
export function failureCause(job: JobRead, exitCode: number | undefined): string {
  const reason = job.statusReason ?? '';
  if (/wall ?time/i.test(reason)) {
    const limit = job.resources?.walltime;
    return `${limit ? `The limit is ${duration(limit * 60)}: give` : 'Give'} it more in resources.walltime (minutes).`;
  }
  if (/memory/i.test(reason)) return 'Give it more in resources.memory (GB).';
  const [, shortName] = /short-name "([^"]+)" did not resolve/.exec(reason) ?? [];
  if (shortName !== undefined)
    return `Write the image with its registry, for one of Docker Hub docker.io/${shortName}.`;
  if (exitCode === 127)
    return `The command was not found: check its name, and that ${failingPlace(job)} has it.`;
  if (exitCode === 126) return 'The command may not be executed: check its permissions.';
  if (exitCode === 137 || exitCode === -9)
    return 'It was killed, often for want of memory (resources.memory, GB).';
  return '';
}

function failingPlace(job: JobRead): string {
  const failing = job.execution?.tasks?.findIndex(task => task.exitCode !== undefined && task.exitCode !== 0);
  return job.tasks[failing ?? 0]?.image === 'host' ? 'this machine' : 'the image';
}
