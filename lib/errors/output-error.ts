import { TunebookError } from './tunebook-error.js';

/**
 * An output cannot be had: `undeclared` (the job never promised it), `not-finished` (outputs exist once the job
 * has ended) or `not-made` (the job ended without writing it).
 */
export type OutputErrorCode = 'undeclared' | 'not-finished' | 'not-made';

/** An output file of a job cannot be had. */
export class OutputError extends TunebookError {
  override readonly name = 'OutputError';

  constructor(
    readonly code: OutputErrorCode,
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}
