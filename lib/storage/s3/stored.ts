/** What was stored. */
export interface Stored {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What became of an upload. */
export interface Sent extends Stored {
  /** True when the same bytes were there already, so that none were sent. */
  readonly skipped: boolean;
}
