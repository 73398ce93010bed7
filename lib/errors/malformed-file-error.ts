import { TunebookError } from './tunebook-error.js';

/** Contents that are not what their format says. The message has the line. */
export class MalformedFileError extends TunebookError {
  override readonly name = 'MalformedFileError';
  readonly code = 'malformed-file';
}
