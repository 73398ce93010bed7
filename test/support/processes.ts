import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '../../dist/lib/model/is-alive.js';

/** Waits for the end of a process that may not be a child: there is no event to wait for. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(10);
}

/** The ids of a process's children, their children included. */
export async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const children = new Map<number, number[]>();
  for (const line of stdout.trim().split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    children.set(parent!, [...(children.get(parent!) ?? []), child!]);
  }
  const below = (one: number): number[] =>
    (children.get(one) ?? []).flatMap(child => [child, ...below(child)]);
  return below(pid);
}
