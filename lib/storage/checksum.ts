import { createHash, type Hash } from 'node:crypto';
import type { Checksum } from './byte-source.js';

/** Adds up the bytes of a file as its checksum wants it. */
export class ChecksumCheck {
  readonly #partSize: number;
  readonly #parts: Buffer[] = [];
  #hash: Hash;
  #filled = 0;

  constructor(private readonly wanted: Checksum) {
    this.#partSize = (wanted.kind === 'md5' && wanted.partSize) || Number.POSITIVE_INFINITY;
    this.#hash = createHash(wanted.kind);
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === this.#partSize) this.#closePart();
      const part = bytes.subarray(at, at + this.#partSize - this.#filled);
      this.#hash.update(part);
      this.#filled += part.length;
      at += part.length;
    }
  }

  /** Whether all bytes together are those that the checksum was made of. To be called once, at the end. */
  matches(): boolean {
    if (this.#partSize === Number.POSITIVE_INFINITY) return this.#hash.digest('hex') === this.wanted.hex;
    this.#closePart();
    return md5OfParts(this.#parts) === this.wanted.hex;
  }

  #closePart(): void {
    this.#parts.push(this.#hash.digest());
    this.#hash = createHash('md5');
    this.#filled = 0;
  }
}

/** The MD5 of bytes. */
export function md5Of(bytes: Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}

/** The MD5 of the MD5s of parts: what S3 calls an object that was sent in parts, without their number. */
export function md5OfParts(parts: readonly Uint8Array[]): string {
  return createHash('md5').update(Buffer.concat(parts)).digest('hex');
}
