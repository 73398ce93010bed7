/** Something that was asked of a running job can't be done, or went wrong; the message says what to do. */
export class RunningJobError extends Error {
  override readonly name = 'RunningJobError';
  readonly code = 'running-job';
}
