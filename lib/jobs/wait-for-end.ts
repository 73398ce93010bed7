import type { OutputSizes } from '../client/replies.js';
import { DetachedError } from '../errors/detached-error.js';
import { WaitTimeoutError } from '../errors/wait-timeout-error.js';
import { isFinal } from '../model/states.js';
import type { WaitOptions } from './call-options.js';
import { stopSignal } from './stop-signal.js';
import type { TrackedJob } from './tracked-job.js';

/** Milliseconds: a longer timer would fire at once. A wait of more than 24 days has no end. */
const longestTimer = 2 ** 31 - 1;

/** What is told while waiting. */
export interface WaitEvents {
  onChange?(): void;
  onOutput?(sizes: OutputSizes | undefined): void;
}

/**
 * Waits until a job has ended, whatever its end, and has read its details.
 * @throws {DetachedError} when the cell is interrupted or the signal aborted
 * @throws {WaitTimeoutError}
 * @throws {ServiceError} when the service is gone for good or refuses
 */
export async function waitForEnd(
  job: TrackedJob,
  options: WaitOptions,
  events: WaitEvents = {},
): Promise<void> {
  const signal = stopSignal(options.signal);
  try {
    signal?.throwIfAborted();
    if (!job.ended && !(await finalState(job, signal, options.timeout, events))) {
      throw new WaitTimeoutError(job.id, options.timeout!);
    }
    // Exit codes and the addresses of outputs are in the detail form only.
    await job.refresh(signal);
  } catch (error) {
    if (signal?.aborted) throw new DetachedError(job.id, { cause: signal.reason });
    throw error;
  }
}

/** Waits for the final state; false when the time was over before. */
function finalState(
  job: TrackedJob,
  signal: AbortSignal | undefined,
  timeout: number | undefined,
  events: WaitEvents,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      stopWatching();
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      how();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const time = (timeout ?? Infinity) * 1000;
    const timer = time > longestTimer ? undefined : setTimeout(() => settle(() => resolve(false)), time);
    signal?.addEventListener('abort', onAbort, { once: true });
    const stopWatching = job.client.watcher.watch(job.id, {
      job: read => {
        job.accept(read);
        if (isFinal(read.status)) settle(() => resolve(true));
        else events.onChange?.();
      },
      output: sizes => events.onOutput?.(sizes),
      failed: error => settle(() => reject(error)),
    });
  });
}
