import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process as its runner described itself: its number alone could be another one's by now. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot and start time, in the form that runner.sh writes. */
  readonly identity: string;
}

/** True while the process lives; a zombie does not. */
export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  return (await identityOf(process.pid)) === process.identity;
}

/**
 * Kills the process group that the runner leads, also when the runner itself is gone already. A group of another
 * program that got the same number is left alone.
 */
export async function killGroup(runner: ProcessIdentity): Promise<void> {
  const found = await identityOf(runner.pid);
  if (found !== undefined && found !== runner.identity) return;
  signalGroup(runner.pid);
}

/** Kills a process group that is known to be ours. */
export function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody is left in it; macOS says EPERM when only zombies are.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** What runner.sh would write for this process; undefined when there is none. */
async function identityOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const listed = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(
      () => undefined,
    );
    return listed?.stdout.trim() || undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything; the fields after it are plain: state is the first, start the 20th.
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}/${fields[19]}`;
}
