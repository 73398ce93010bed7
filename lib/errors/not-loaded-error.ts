import { TunebookError } from './tunebook-error.js';

/** The rows of a large table were asked for at once, while they are still in its file. */
export class NotLoadedError extends TunebookError {
  override readonly name = 'NotLoadedError';
  readonly code = 'not-loaded';

  /**
   * @param what was asked for, as in `rows()`
   * @param file where the rows are
   */
  constructor(what: string, file: string) {
    super(
      `${what} needs rows in memory, and those of ${file} are still in the file. Ask for what you need with ` +
        "await table.sql('select ... from this where ...') or groupBy, or take all of them: await table.load().",
    );
  }
}
