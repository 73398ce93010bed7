import { TunebookError } from './tunebook-error.js';
import { type Awaited, idOf, subject } from './waited-for.js';

/** Waiting was interrupted. What was waited for goes on. */
export class DetachedError extends TunebookError {
  override readonly name = 'DetachedError';
  readonly code = 'detached';
  /** The job, where it was one. */
  readonly jobId?: number;

  constructor(
    /** What was waited for. */
    readonly awaited: Awaited,
    options?: ErrorOptions,
  ) {
    super(`Interrupted. ${subject(awaited)}; ${advice(awaited)}`, options);
    const id = idOf(awaited);
    if (id !== undefined) this.jobId = id;
  }
}

function advice({ kind, ids }: Awaited): string {
  if (ids.length > 1) return `await ${kind}s.list() finds them again, .cancel() of each ends it`;
  return `await ${kind}s.get(${ids[0]}) finds it again, .cancel() ends it`;
}
