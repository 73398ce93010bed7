import { TunebookError } from './tunebook-error.js';

/** A chart that cannot be drawn from what it was given: options that do not go together, more data than a notebook can hold. */
export class ChartError extends TunebookError {
  override readonly name = 'ChartError';
  readonly code = 'chart';
}
