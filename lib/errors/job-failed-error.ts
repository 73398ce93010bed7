import { TunebookError } from './tunebook-error.js';

/** A job that was run ended without success. */
export class JobFailedError extends TunebookError {
  override readonly name = 'JobFailedError';
  readonly code = 'job-failed';

  constructor(
    message: string,
    readonly jobId: number,
    readonly state: string,
    /** The first exit code that is not 0; absent when no task ended with one. */
    readonly exitCode?: number,
    readonly reason?: string,
  ) {
    super(message);
  }
}
