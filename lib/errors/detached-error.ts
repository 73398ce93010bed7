import { TunebookError } from './tunebook-error.js';

/** Waiting was interrupted. The job itself goes on. */
export class DetachedError extends TunebookError {
  override readonly name = 'DetachedError';
  readonly code = 'detached';

  constructor(
    readonly jobId: number,
    options?: ErrorOptions,
  ) {
    super(
      `Interrupted. Job ${jobId} goes on; await jobs.get(${jobId}) finds it again, .cancel() ends it`,
      options,
    );
  }
}
