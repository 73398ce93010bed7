import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { JobTokens } from '../job-tokens.js';
import type { JobStore } from '../store/job-store.js';
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

/** What requests may come with. */
export interface Tokens {
  readonly token: string;
  /** Those of jobs; none is taken when absent. */
  readonly jobTokens?: JobTokens;
  readonly store?: JobStore;
}

/**
 * Wants `Authorization: <any word> TOKEN`, as PROMINENCE does. A job's own token is taken as long as the job runs.
 */
export function requireToken({ token, jobTokens, store }: Tokens): MiddlewareHandler {
  const wanted = Buffer.from(token);
  return async (context, next) => {
    const given = tokenIn(context);
    const got = Buffer.from(given);
    if (got.length !== wanted.length || !timingSafeEqual(got, wanted)) {
      const job = jobTokens?.verify(given);
      if (job === undefined || store?.get(job)?.status !== 'running') {
        throw new ApiError(
          401,
          'The token is missing or wrong, or that of a job that has ended. Send "Authorization: Bearer TOKEN" with the ' +
            'token of service.json.',
        );
      }
    }
    await next();
  };
}

/** The token that a request comes with; empty without one. */
export function tokenIn(context: Context): string {
  return context.req.header('authorization')?.split(' ')[1] ?? '';
}
