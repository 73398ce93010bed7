import { TunebookError } from './tunebook-error.js';

/** The service knows no job of this id. */
export class UnknownJobError extends TunebookError {
  override readonly name = 'UnknownJobError';
  readonly code = 'unknown-job';

  constructor(readonly jobId: number) {
    super(`The service knows no job ${jobId}. await jobs.list({ status: 'all' }) lists those it knows`);
  }
}
