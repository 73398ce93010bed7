/** Anything that may take long can be given up. */
export interface SignalOption {
  /** Gives up when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** Options of reading a stream. */
export interface StreamOptions extends SignalOption {
  /** From this byte on. @default 0 */
  offset?: number | undefined;
  /** The machine, of a job that runs on several. @default 0 */
  node?: number | undefined;
}

/** Options of fetching a file. */
export interface SaveOptions extends SignalOption {
  /** Path to save it to; missing folders are made. */
  saveAs?: string | undefined;
}

/** Options of running a job or a workflow. */
export interface RunOptions {
  /** Reject with a JobFailedError, or a WorkflowFailedError, when it ends without success. @default true */
  check?: boolean | undefined;
  /** Submit anew, even when the same job runs already or has succeeded. @default false */
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
