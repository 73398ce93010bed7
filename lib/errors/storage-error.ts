import { TunebookError } from './tunebook-error.js';

/** Bytes could not be fetched from or sent to storage. The message names host and path, never the signed query. */
export class StorageError extends TunebookError {
  override readonly name = 'StorageError';
  readonly code = 'storage';

  constructor(
    message: string,
    /** The HTTP status; absent when there was no answer. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
