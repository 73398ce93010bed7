import { inspect } from 'node:util';

/**
 * What `await using` throws when a test fails and what it used can't be released either. Jest shows no more than its
 * message.
 */
class BothErrors extends Error {
  override readonly name = 'SuppressedError';

  constructor(
    readonly error: unknown,
    readonly suppressed: unknown,
  ) {
    super(`${inspect(suppressed)}\n\nThen what the test used could not be released: ${inspect(error)}`);
  }
}

// The name by which what swc makes of `await using` calls it, without having defined it.
Object.assign(globalThis, { _SuppressedError: BothErrors });
