import { TunebookError } from './tunebook-error.js';

/**
 * A job that was run ended without success.
 *
 * @example
 * try {
 *   await job.run()
 * } catch (error) {
 *   if (!(error instanceof JobFailedError) || error.exitCode !== 2) throw error
 *   show(`not converged: ${await job.stderr()}`)
 * }
 */
export class JobFailedError extends TunebookError {
  override readonly name = 'JobFailedError';
  readonly code = 'job-failed';

  readonly jobId: number;
  readonly state: string;
  /** The first exit code that is not 0; absent when no task ended with one. */
  readonly exitCode?: number;
  /** What the service gave as the reason, if it gave one. */
  readonly reason?: string;

  constructor(
    message: string,
    facts: { jobId: number; state: string; exitCode?: number | undefined; reason?: string | undefined },
  ) {
    super(message);
    this.jobId = facts.jobId;
    this.state = facts.state;
    if (facts.exitCode !== undefined) this.exitCode = facts.exitCode;
    if (facts.reason) this.reason = facts.reason;
  }
}
