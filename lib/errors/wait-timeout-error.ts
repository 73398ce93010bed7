import { TunebookError } from './tunebook-error.js';

/** A job did not end within the time that `wait` was given. The job itself goes on. */
export class WaitTimeoutError extends TunebookError {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'wait-timeout';

  constructor(
    readonly jobId: number,
    /** Seconds. */
    readonly timeout: number,
  ) {
    super(
      `Job ${jobId} did not end within ${timeout} s and goes on. Wait again with job.wait(), or end it with job.cancel()`,
    );
  }
}
