import { TunebookError } from './tunebook-error.js';

/** What was to be shown as an image is none. */
export class NotAnImageError extends TunebookError {
  override readonly name = 'NotAnImageError';
  readonly code = 'not-an-image';
}
