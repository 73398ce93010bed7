import { mostColumns, type TableView } from '../display/table-cells.js';
import { columnType } from './column-type.js';

/** The type of a column is found from as many rows, spread over all of them. */
const sampled = 10_000;

/** Values in rows and columns that stay where they are. */
export interface Grid {
  readonly columns: readonly string[];
  readonly length: number;
  /** The value in a row of a column, both counted from 0. */
  value(row: number, column: number): unknown;
}

/** A view of a grid of any size, made without reading all of it. */
export function sampledView({ columns, length, value }: Grid): TableView {
  const rows = sampleRows(length);
  const types = columns
    .slice(0, mostColumns)
    .map((name, column) => [name, columnType(rows.map(row => value(row, column)))] as const);
  return {
    columns,
    length,
    types: Object.fromEntries(types),
    column: name => {
      const column = columns.indexOf(name);
      return { length, at: row => value(row, column) };
    },
  };
}

/** The numbers of some rows, evenly spread over a table with so many; all where they are few. The last is among them. */
export function sampleRows(length: number): number[] {
  const step = Math.max(1, Math.ceil(length / sampled));
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => length - 1 - i * step).reverse();
}
