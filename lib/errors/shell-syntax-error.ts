import { TunebookError } from './tunebook-error.js';

/** A command holds shell syntax, which no shell would ever see: the service only splits a command into words. */
export class ShellSyntaxError extends TunebookError {
  override readonly name = 'ShellSyntaxError';
  readonly code = 'shell-syntax';

  constructor(
    message: string,
    /** What a shell would have interpreted, as in `|` or `$HOME`. */
    readonly syntax: string,
    /** Where it stands in the command, from 0, in UTF-16 units. */
    readonly position: number,
  ) {
    super(message);
  }
}
