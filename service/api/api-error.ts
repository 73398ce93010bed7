import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A request that can't be done; the message is the `error` of the answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code = 'api';

  constructor(
    readonly status: ContentfulStatusCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
