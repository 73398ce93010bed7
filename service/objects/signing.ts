import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed URL allows. */
export interface Grant {
  readonly method: 'GET' | 'PUT';
  /** The path of the URL, percent-encoded. */
  readonly path: string;
  /** Unix seconds. */
  readonly expires: number;
  /** Hex digest that the bytes of a PUT must have. */
  readonly sha256?: string | undefined;
  /** What tells a PUT that may go on where it broke off from others. */
  readonly resume?: string | undefined;
}

/** Makes and checks the signatures of object URLs: who has the URL needs no token, until it expires. */
export class Signer {
  constructor(private readonly key: string) {}

  /** The query of a signed URL. */
  sign(grant: Grant): string {
    const query = new URLSearchParams({ expires: String(grant.expires) });
    if (grant.sha256 !== undefined) query.set('sha256', grant.sha256);
    if (grant.resume !== undefined) query.set('resume', grant.resume);
    query.set('signature', this.#signature(grant));
    return query.toString();
  }

  /** True when `signature` was made for this grant and the grant has not expired. */
  verify(grant: Grant, signature: string): boolean {
    const wanted = Buffer.from(this.#signature(grant));
    const got = Buffer.from(signature);
    return wanted.length === got.length && timingSafeEqual(wanted, got) && grant.expires > Date.now() / 1000;
  }

  #signature(grant: Grant): string {
    const text = JSON.stringify([
      grant.method,
      grant.path,
      grant.expires,
      grant.sha256 ?? null,
      grant.resume ?? null,
    ]);
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}

/** Makes the URLs of objects that go through this service. */
export class SignedLinks {
  /** @param origin `http://127.0.0.1:PORT`, once it is known. */
  constructor(
    private readonly signer: Signer,
    private readonly origin: () => string,
  ) {}

  /**
   * @param seconds how long it lives.
   * @param more what else a PUT must be.
   */
  url(
    method: Grant['method'],
    key: string,
    seconds: number,
    more: Pick<Grant, 'sha256' | 'resume'> = {},
  ): string {
    const path = `/objects/${key.split('/').map(encodeURIComponent).join('/')}`;
    const expires = Math.ceil(Date.now() / 1000) + seconds;
    const query = this.signer.sign({ method, path, expires, ...more });
    return `${this.origin()}${path}?${query}`;
  }
}
