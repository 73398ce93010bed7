import { setTimeout as delay } from 'node:timers/promises';
import { StorageError } from '../errors/storage-error.js';

const attempts = 6;
/** Milliseconds. */
const pause = { first: 200, throttled: 1000, longest: 10_000 };

/**
 * Calls until it works, at most six times, with growing pauses of random length; at once no more where trying again
 * cannot help.
 *
 * @throws the last error
 * @throws the signal's reason when it is aborted
 */
export async function retrying<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      await pauseBefore(attempt, error, signal);
    }
  }
}

/** Waits before the next attempt. @throws `error` when there is to be none */
export async function pauseBefore(
  attempt: number,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  if (attempt >= attempts || !isPassing(error)) throw error;
  // The storage's answer tells the time, by which the second request goes.
  if (error.reason === 'clock' && attempt > 1) throw error;
  const first = error.reason === 'throttled' ? pause.throttled : pause.first;
  const longest = Math.min(first * 2 ** (attempt - 1), pause.longest);
  await delay(longest * (0.5 + Math.random() / 2), undefined, { ...(signal && { signal }) }).catch(() => {
    // What kept it from being done in time tells more than that time is up.
    if (signal?.reason?.name === 'TimeoutError') throw error;
    signal?.throwIfAborted();
  });
}

/** True for what may be gone a moment later. */
function isPassing(error: unknown): error is StorageError {
  if (!(error instanceof StorageError)) return false;
  const { reason, status = 0 } = error;
  if (reason !== undefined) {
    return ['throttled', 'unreachable', 'corrupted', 'clock'].includes(reason);
  }
  return status >= 500 || status === 408 || status === 409;
}
