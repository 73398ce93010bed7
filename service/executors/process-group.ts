import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { textOf } from './text-of.js';

/** A process as its runner described itself: its number alone could be another one's by now. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, as `ps` says it; empty where a process can be known by its environment. */
  readonly identity: string;
  /** A variable that it has in its environment, as `NAME=value`. */
  readonly mark: string;
}

/** True while the process lives; a zombie does not. */
export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  return (await holderOf(process)) === 'itself';
}

/**
 * Kills the process group that the runner leads, also when the runner itself is gone already. A group of another
 * program that got the same number is left alone.
 *
 * @param started when the runner was, by `performance.now()`, where that is known.
 */
export async function killGroup(runner: ProcessIdentity, started?: number): Promise<void> {
  if (wasJustNow(started) || (await holderOf(runner)) !== 'another') signalGroup(runner.pid);
}

/** How often, every 10 ms, processes that left their group are looked for: they may be making others meanwhile. */
const markedRounds = 100;

/** Milliseconds in which no machine hands out all its process numbers: the smallest range is 32,768 of them. */
const briefly = 1000;

/** True when all numbers of processes are still those that they were then. */
function wasJustNow(started: number | undefined): boolean {
  return started !== undefined && performance.now() - started < briefly;
}

/** So many numbers are tried sooner than the processes of the machine are listed. */
const fewNumbers = 100;

/** A process that was the newest one at a time or later, and before any with the mark: those have higher numbers. */
export interface BeforeMarked {
  readonly pid: number;
  /** By `performance.now()`. */
  readonly at: number;
}

/**
 * Kills the processes that have this variable in their environment, as `NAME=value`: those that left the group of their
 * job with `setsid`. Linux only, elsewhere they are not found.
 *
 * @param looks how often in a row none may be found: one look can miss a process that is just becoming another program.
 * @param before spares a look at each process of the machine, where it is known.
 */
export async function killMarked(mark: string, looks: number, before?: BeforeMarked): Promise<void> {
  if (process.platform !== 'linux') return;
  let none = 0;
  for (let round = 0; round < markedRounds; round += 1) {
    const pids = markedProcesses(mark, before);
    none = pids.length === 0 ? none + 1 : 0;
    if (none === looks) return;
    for (const pid of pids) kill(pid);
    await delay(10);
  }
}

function markedProcesses(mark: string, before: BeforeMarked | undefined): number[] {
  return (
    numbersAfter(before) ??
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
  ).filter(pid => {
    const variables = textOf(`/proc/${pid}/environ`);
    return variables.includes(mark) && variables.split('\0').includes(mark);
  });
}

/** The numbers of all processes that came after one; undefined when they are not few, began anew meanwhile, or may have. */
function numbersAfter(before: BeforeMarked | undefined): number[] | undefined {
  if (!before) return undefined;
  const newest = Number(textOf('/proc/loadavg').trim().split(' ').at(-1));
  const count = newest - before.pid;
  if (!(count >= 0 && count < fewNumbers && wasJustNow(before.at))) return undefined;
  return Array.from({ length: count }, (_, index) => before.pid + 1 + index);
}

/** Kills a process group that is known to be ours. */
export function signalGroup(pid: number): void {
  kill(-pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody is left; macOS says EPERM when only zombies are.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** Who has the number of a process now. */
async function holderOf({ pid, identity, mark }: ProcessIdentity): Promise<'itself' | 'nobody' | 'another'> {
  if (identity !== '') {
    const listed = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(
      () => undefined,
    );
    const found = listed?.stdout.trim();
    return found === identity ? 'itself' : found ? 'another' : 'nobody';
  }
  const variables = textOf(`/proc/${pid}/environ`);
  if (variables !== '') return variables.split('\0').includes(mark) ? 'itself' : 'another';
  // The state stands behind the name in parentheses, which may hold anything.
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === '' || /^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')'))) ? 'nobody' : 'another';
}
