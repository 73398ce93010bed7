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

/** 507: there is no room for what was asked. */
export class DiskFullError extends ApiError {
  constructor(folder: string, options?: ErrorOptions) {
    super(
      507,
      `Nothing was done: the disk of ${folder} is full. Free some space there, for example of old jobs: \`tunebook prune --days 30\`.`,
      options,
    );
  }
}
