import { TunebookError } from './tunebook-error.js';

/** A query over a table failed. The message is the database's own. */
export class QueryError extends TunebookError {
  override readonly name = 'QueryError';
  readonly code = 'query';
}
