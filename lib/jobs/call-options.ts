/** Anything that may take long can be given up. */
export interface SignalOption {
  /** Gives up when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** Options of running a job. */
export interface RunOptions {
  /** Reject with a JobFailedError when the job ends without success. @default true */
  check?: boolean | undefined;
  /** Submit anew, even when this job runs already or has succeeded. @default false */
  fresh?: boolean | undefined;
  /** Stops waiting when it is aborted; the job goes on. Interrupting the cell does the same. */
  signal?: AbortSignal | undefined;
}

/** Options of waiting. */
export interface WaitOptions {
  /** Seconds; then it rejects with a WaitTimeoutError, and the job goes on. @default for ever */
  timeout?: number | undefined;
  /** Stops waiting when it is aborted; the job goes on. Interrupting the cell does the same. */
  signal?: AbortSignal | undefined;
}
