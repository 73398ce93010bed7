import { nearNames } from './near-names.js';
import { TunebookError } from './tunebook-error.js';

/** A column was asked for that the table does not have. */
export class UnknownColumnError extends TunebookError {
  override readonly name = 'UnknownColumnError';
  readonly code = 'unknown-column';

  constructor(
    readonly column: string,
    readonly columns: readonly string[],
  ) {
    const near = nearNames(column, columns);
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has ${listed(columns)}.`;
    super(`The table has no column "${column}". ${hint}`);
  }
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const shown = names.slice(0, 20).join(', ');
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}
