import { TunebookError } from './tunebook-error.js';

/** Contents that would fill the memory: more than is read at once, or an archive that unpacks to far more than it is. */
export class TooLargeError extends TunebookError {
  override readonly name = 'TooLargeError';
  readonly code = 'too-large';
}
