import type { OutputSizes } from '../client/replies.js';
import { DetachedError } from '../errors/detached-error.js';
import { WaitTimeoutError } from '../errors/wait-timeout-error.js';
import { isFinal } from '../model/states.js';
import type { WaitOptions } from './call-options.js';
import { stopSignal } from './stop-signal.js';
import type { TrackedJob } from './tracked-job.js';

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
    if (!job.ended) await finalState(job, signal, options.timeout, events);
    // Exit codes and the addresses of outputs are in the detail form only.
    await job.refresh(signal);
  } catch (error) {
    if (signal?.aborted) throw new DetachedError(job.id, { cause: signal.reason });
    throw error;
  }
}

function finalState(
  job: TrackedJob,
  signal: AbortSignal | undefined,
  timeout: number | undefined,
  events: WaitEvents,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      stopWatching();
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      how();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => settle(() => reject(new WaitTimeoutError(job.id, timeout))), timeout * 1000);
    signal?.addEventListener('abort', onAbort, { once: true });
    const stopWatching = job.client.watcher.watch(job.id, {
      job: read => {
        job.accept(read);
        if (isFinal(read.status)) settle(resolve);
        else events.onChange?.();
      },
      output: sizes => events.onOutput?.(sizes),
      failed: error => settle(() => reject(error)),
    });
  });
}
