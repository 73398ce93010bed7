import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const claimsSchema = z.looseObject({ job: z.int(), exp: z.number() });

/** Makes and checks the tokens with which jobs call the service: JWTs signed by HS256, as PROMINENCE has them. */
export class JobTokens {
  constructor(private readonly key: string) {}

  /** @param expires Unix seconds. */
  make(job: number, username: string, expires: number): string {
    const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: username, username, job, exp: expires })}`;
    return `${content}.${this.#signature(content)}`;
  }

  /** The id of the job that a token was made for; undefined when it was not made here or has expired. */
  verify(token: string): number | undefined {
    const [head, body, signature, ...more] = token.split('.');
    if (!head || !body || !signature || more.length > 0) return undefined;
    const wanted = Buffer.from(this.#signature(`${head}.${body}`));
    const got = Buffer.from(signature);
    if (wanted.length !== got.length || !timingSafeEqual(wanted, got)) return undefined;
    const claims = claimsSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    return claims.exp > Date.now() / 1000 ? claims.job : undefined;
  }

  #signature(content: string): string {
    return createHmac('sha256', this.key).update(content).digest('base64url');
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
