import { TunebookError } from './tunebook-error.js';

/** Something was asked of a job or a workflow that the service has not got yet. */
export class NotSubmittedError extends TunebookError {
  override readonly name = 'NotSubmittedError';
  readonly code = 'not-submitted';

  constructor(what: string, kind: 'job' | 'workflow') {
    super(
      `${what}: this ${kind} is not submitted yet. await ${kind}.run() submits it and waits, ${kind}.create() only submits it`,
    );
  }
}
