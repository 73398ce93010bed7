import { readFileSync } from 'node:fs';

/** True while there is such a process, of this user or another, that has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !hasEnded(pid);
}

/** True of what is only an entry of the system: where the first process is no real init, nobody takes it away, or late. */
function hasEnded(pid: number): boolean {
  try {
    // The state stands behind the name, in which anything may stand.
    return /^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
