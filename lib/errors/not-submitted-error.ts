import { TunebookError } from './tunebook-error.js';

/** Something was asked of a job that the service has not got yet. */
export class NotSubmittedError extends TunebookError {
  override readonly name = 'NotSubmittedError';
  readonly code = 'not-submitted';

  constructor(what: string) {
    super(
      `${what}: this job is not submitted yet. await job.run() submits it and waits, job.create() only submits it`,
    );
  }
}
