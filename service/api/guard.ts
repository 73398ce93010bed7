import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ApiError } from './api-error.js';

/**
 * Only names of this machine are answered: a web page whose own name was made to point here (DNS rebinding) sends
 * that name.
 */
export const loopbackOnly: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host)) {
    throw new ApiError(
      403,
      'The Host header must be 127.0.0.1 or localhost: this service is for this machine only.',
    );
  }
  await next();
};

/** Wants `Authorization: <any word> TOKEN`, as PROMINENCE does. */
export function requireToken(token: string): MiddlewareHandler {
  const wanted = Buffer.from(token);
  return async (context, next) => {
    const got = Buffer.from(context.req.header('authorization')?.split(' ')[1] ?? '');
    if (got.length !== wanted.length || !timingSafeEqual(got, wanted)) {
      throw new ApiError(
        401,
        'The token is missing or wrong. Send "Authorization: Bearer TOKEN" with the token of service.json.',
      );
    }
    await next();
  };
}
