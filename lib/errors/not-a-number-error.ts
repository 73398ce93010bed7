import { TunebookError } from './tunebook-error.js';

/** Numbers were asked of a column that holds something else. */
export class NotANumberError extends TunebookError {
  override readonly name = 'NotANumberError';
  readonly code = 'not-a-number';
}
