import { TunebookError } from './tunebook-error.js';

/** Contents that no reader knows. The message has what they look like and what can be read. */
export class UnknownFormatError extends TunebookError {
  override readonly name = 'UnknownFormatError';
  readonly code = 'unknown-format';
}
