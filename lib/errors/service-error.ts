import { TunebookError } from './tunebook-error.js';

/**
 * What went wrong between this process and the service:
 * - `unreachable`: no answer (network, or the embedded service does not start);
 * - `unauthorized`: the token is missing, wrong or expired;
 * - `insecure`: the token would be sent unencrypted;
 * - `refused`: the service answered with an error; the message holds its text;
 * - `protocol`: the answer is not what PROMINENCE v1 promises.
 */
export type ServiceErrorCode = 'unreachable' | 'unauthorized' | 'insecure' | 'refused' | 'protocol';

/** A request to the job service failed. Holds neither the request nor its token. */
export class ServiceError extends TunebookError {
  override readonly name = 'ServiceError';
  /** The HTTP status; absent when there was no answer. */
  readonly status?: number;

  constructor(
    readonly code: ServiceErrorCode,
    message: string,
    options?: ErrorOptions & { readonly status?: number },
  ) {
    super(message, options);
    if (options?.status !== undefined) this.status = options.status;
  }
}

/** True for a request that got no answer at all. */
export function isUnreachable(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.code === 'unreachable';
}
