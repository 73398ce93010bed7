import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs messages with HMAC-SHA256; with an empty key nothing is signed, and what is signed is refused. */
export class Signer {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** The hexadecimal signature of header, parent header, metadata and content. */
  sign(parts: readonly Uint8Array[]): string {
    if (this.#key === '') return '';
    const hmac = createHmac('sha256', this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  /** True if the signature is that of these parts. */
  verify(parts: readonly Uint8Array[], signature: Uint8Array): boolean {
    const expected = Buffer.from(this.sign(parts));
    // The comparison takes as long for a near miss as for a far one, so that signatures can't be guessed byte by byte.
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
}
