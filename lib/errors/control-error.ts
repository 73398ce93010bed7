import { TunebookError } from './tunebook-error.js';

/** A control was made or set to what it cannot be. */
export class ControlError extends TunebookError {
  override readonly name = 'ControlError';
  readonly code = 'control';
}
