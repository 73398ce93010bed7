import { TunebookError } from './tunebook-error.js';

/** A job, task, input file or artifact is not what the service takes. The message names the field as users write it. */
export class InvalidJobError extends TunebookError {
  override readonly name = 'InvalidJobError';
  readonly code = 'invalid-job';

  constructor(
    /** The field, as in `tasks[0].command`. */
    readonly field: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${field} ${message}`, options);
  }
}
