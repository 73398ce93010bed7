import { z } from 'zod';

const claimsSchema = z.looseObject({ exp: z.number().optional(), iat: z.number().optional() });

/** When a token was made and when it ends, in Unix seconds, as far as it says so. */
export interface TokenTimes {
  readonly issued: number | undefined;
  readonly expires: number | undefined;
}

/**
 * Reads the claims `iat` and `exp` of a JWT (RFC 7519) without checking the signature: good to renew in time and to
 * word an error, never to decide whether a token is accepted. What is no JWT has no times.
 */
export function tokenTimes(token: string): TokenTimes {
  const claims = claimsSchema.safeParse(payload(token)).data;
  return { issued: claims?.iat, expires: claims?.exp };
}

function payload(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
