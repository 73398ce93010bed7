import { Transform } from 'node:stream';

/** Characters of a secret at the end of a text: fewer could be anything. */
const shortest = 8;

/**
 * Passes bytes on with asterisks in the place of secrets, as many as they are long: offsets stay. What may be the
 * beginning of a secret at the end is replaced too.
 *
 * @param skip bytes at the begin that are read for secrets and not passed on.
 */
export function redaction(secrets: readonly string[], skip: number): Transform {
  const needles = secrets.map(secret => Buffer.from(secret));
  const longest = longestSecret(secrets);
  let held = Buffer.alloc(0);
  let left = skip;
  const pass = (bytes: Buffer): Buffer => {
    const dropped = Math.min(left, bytes.length);
    left -= dropped;
    return bytes.subarray(dropped);
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const bytes = Buffer.concat([held, chunk]);
      for (const needle of needles) mask(bytes, needle);
      const ready = Math.max(0, bytes.length - longest + 1);
      held = bytes.subarray(ready);
      done(null, pass(bytes.subarray(0, ready)));
    },
    flush(done) {
      for (const needle of needles) maskBegun(held, needle);
      done(null, pass(held));
    },
  });
}

/** Bytes of the longest secret. */
export function longestSecret(secrets: readonly string[]): number {
  return Math.max(1, ...secrets.map(secret => Buffer.byteLength(secret)));
}

/** A text with asterisks in the place of secrets. */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '*'.repeat(secret.length)), text);
}

function mask(bytes: Buffer, needle: Buffer): void {
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) {
    bytes.fill('*', at, at + needle.length);
  }
}

function maskBegun(bytes: Buffer, needle: Buffer): void {
  for (let length = Math.min(needle.length - 1, bytes.length); length >= shortest; length -= 1) {
    const at = bytes.length - length;
    if (bytes.subarray(at).equals(needle.subarray(0, length))) bytes.fill('*', at);
  }
}
