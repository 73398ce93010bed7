import { TunebookError } from './tunebook-error.js';

/** A file on this machine that was named does not exist or cannot be read. */
export class MissingFileError extends TunebookError {
  override readonly name = 'MissingFileError';
  readonly code = 'missing-file';

  constructor(
    message: string,
    /** As the user gave it. */
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
