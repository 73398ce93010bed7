import { retrying } from '../retry.js';
import { explained } from './explain.js';

/**
 * Calls S3 until it works, as {@link retrying} does.
 *
 * @throws {StorageError} that says what went wrong with `place`
 * @throws the signal's reason when it is aborted
 */
export function attempt<T>(
  verb: string,
  place: string,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  return retrying(async () => {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      throw explained(verb, place, error);
    }
  }, signal);
}
