import { TunebookError } from './tunebook-error.js';
import { type Awaited, idOf, subject } from './waited-for.js';

/** The time that waiting was given is over. What was waited for goes on. */
export class WaitTimeoutError extends TunebookError {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'wait-timeout';
  /** The job, where it was one. */
  readonly jobId?: number;

  constructor(
    /** What had not ended. */
    readonly awaited: Awaited,
    /** Seconds. */
    readonly timeout: number,
  ) {
    super(
      `${subject(awaited)}: the end did not come within ${timeout} s. Wait again, or end it with .cancel()`,
    );
    const id = idOf(awaited);
    if (id !== undefined) this.jobId = id;
  }
}
