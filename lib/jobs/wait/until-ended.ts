import { stopSignal } from '../../display/stop-signal.js';
import { DetachedError } from '../../errors/detached-error.js';
import { WaitTimeoutError } from '../../errors/wait-timeout-error.js';
import type { Awaited } from '../../errors/waited-for.js';
import type { WaitOptions } from '../call-options.js';

/** Milliseconds: a longer timer would fire at once. A wait of more than 24 days has no end. */
const longestTimer = 2 ** 31 - 1;

/** How who watches says that there is no more to wait for. */
export interface Ending {
  ended(): void;
  failed(error: unknown): void;
}

/**
 * Watches until what is watched has ended. What there is to do after the end is done under the same signal.
 * @param awaited what is waited for, as it is when the waiting stops
 * @param watch starts to watch; the function that it returns ends that
 * @throws {DetachedError} when the cell is interrupted or the signal aborted
 * @throws {WaitTimeoutError}
 */
export async function untilEnded(
  awaited: () => Awaited,
  options: WaitOptions,
  watch: (ending: Ending) => () => void,
  after: (signal: AbortSignal | undefined) => Promise<unknown> | undefined = () => undefined,
): Promise<void> {
  const signal = stopSignal(options.signal);
  try {
    signal?.throwIfAborted();
    if (!(await ended(signal, options.timeout, watch))) {
      throw new WaitTimeoutError(awaited(), options.timeout!);
    }
    await after(signal);
  } catch (error) {
    if (signal?.aborted) throw new DetachedError(awaited(), { cause: signal.reason });
    throw error;
  }
}

/** False when the time was over before the end. */
function ended(
  signal: AbortSignal | undefined,
  timeout: number | undefined,
  watch: (ending: Ending) => () => void,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let stopWatching: (() => void) | undefined;
    let over = false;
    const settle = (how: () => void) => {
      over = true;
      stopWatching?.();
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      how();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const time = (timeout ?? Infinity) * 1000;
    const timer = time > longestTimer ? undefined : setTimeout(() => settle(() => resolve(false)), time);
    signal?.addEventListener('abort', onAbort, { once: true });
    stopWatching = watch({
      ended: () => settle(() => resolve(true)),
      failed: error => settle(() => reject(error)),
    });
    if (over) stopWatching(); // it had ended before it was watched
  });
}
