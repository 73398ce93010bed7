import { TunebookError } from './tunebook-error.js';

/** An index or a range that an array does not have. The message has the array's shape. */
export class ArrayIndexError extends TunebookError {
  override readonly name = 'ArrayIndexError';
  readonly code = 'array-index';
}
