import { TunebookError } from './tunebook-error.js';

/** Values that make no table: columns of different lengths, rows that are no objects. */
export class TableShapeError extends TunebookError {
  override readonly name = 'TableShapeError';
  readonly code = 'table-shape';
}
