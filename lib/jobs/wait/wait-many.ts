import { InvalidJobError } from '../../errors/invalid-job-error.js';
import { NotSubmittedError } from '../../errors/not-submitted-error.js';
import { trackedJob } from '../access.js';
import type { WaitOptions } from '../call-options.js';
import type { Job } from '../job.js';
import type { TrackedJob } from '../tracked-job.js';
import type { Ending } from './until-ended.js';

/**
 * Waits for the end of all jobs, whatever their ends, with one board for all of them.
 * @returns the jobs, in the order in which they were given
 * @throws {WaitTimeoutError} after `timeout` seconds
 * @throws {DetachedError} when the cell is interrupted; the jobs go on
 *
 * @example
 * const done = await waitAll(await Promise.all([1, 2, 3].map(n => job(n).create())))
 * done.filter(job => !job.succeeded)
 */
export async function waitAll(jobs: Iterable<Job>, options: WaitOptions = {}): Promise<Job[]> {
  const all = [...jobs];
  tracked(all, 'waitAll()');
  for await (const _ of completions(all, options));
  return all;
}

/**
 * The jobs as they end, whatever their ends, with one board for all of them: the first that ends comes first. The loop
 * may be left before all have ended; they go on.
 * @throws {WaitTimeoutError} after `timeout` seconds
 * @throws {DetachedError} when the cell is interrupted; the jobs go on
 *
 * @example
 * for await (const job of asCompleted(submitted)) {
 *   if (job.succeeded) show(await job.number(/P = (\S+)/))
 * }
 */
export function asCompleted(
  jobs: Iterable<Job>,
  options: WaitOptions = {},
): AsyncGenerator<Job, void, undefined> {
  const all = [...jobs];
  tracked(all, 'asCompleted()');
  return completions(all, options);
}

function tracked(jobs: readonly Job[], what: string): TrackedJob[] {
  return jobs.map((job, i) => {
    if (typeof job !== 'object' || job === null || job instanceof Promise) {
      throw new InvalidJobError(`${what}: item ${i}`, 'is no job; await job.create() first');
    }
    const found = trackedJob(job);
    if (!found) throw new NotSubmittedError(what, 'job');
    return found;
  });
}

async function* completions(
  jobs: readonly Job[],
  options: WaitOptions,
): AsyncGenerator<Job, void, undefined> {
  if (jobs.length === 0) return;
  const [{ untilEnded }, { LiveBoard }] = await Promise.all([
    import('./until-ended.js'),
    import('../live/live-board.js'),
  ]);
  const board = new LiveBoard(jobs.map(job => trackedJob(job)!));
  board.show();
  const deadline = options.timeout === undefined ? undefined : Date.now() + options.timeout * 1000;
  const open = new Set<number>();
  const ended: Job[] = [];
  const stops = new Map<Job, () => void>();
  let failure: { error: unknown } | undefined;
  let waiting: Ending | undefined;
  const tell = () => {
    if (failure) waiting?.failed(failure.error);
    else if (ended.length > 0) waiting?.ended();
  };
  for (const job of jobs) {
    const own = trackedJob(job)!;
    if (own.ended) {
      ended.push(job);
      continue;
    }
    open.add(own.id);
    const stop = own.client.watcher.watch(own.id, {
      job: read => {
        own.accept(read);
        board.changed(own);
        if (!own.ended || !stops.has(job)) return;
        stop();
        stops.delete(job);
        open.delete(own.id);
        ended.push(job);
        tell();
      },
      failed: error => {
        failure = { error };
        tell();
      },
    });
    stops.set(job, stop);
  }
  try {
    while (ended.length > 0 || stops.size > 0) {
      const left = deadline === undefined ? undefined : Math.max(0, deadline - Date.now()) / 1000;
      if (ended.length === 0) {
        await untilEnded(
          () => ({ kind: 'job', ids: [...open] }),
          { ...options, timeout: left },
          ending => {
            waiting = ending;
            tell();
            return () => {
              waiting = undefined;
            };
          },
        );
      }
      yield ended.shift()!;
    }
  } finally {
    for (const stop of stops.values()) stop();
    board.end();
  }
}
