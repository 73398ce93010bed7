import { TunebookError } from './tunebook-error.js';

/** A pattern was looked for in a job's standard output and not found, or what it found is not a number. */
export class NoMatchError extends TunebookError {
  override readonly name = 'NoMatchError';
  readonly code = 'no-match';

  constructor(
    message: string,
    readonly pattern: RegExp,
  ) {
    super(message);
  }
}
