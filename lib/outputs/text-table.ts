import { parseColumn } from './parse-column.js';
import { Table } from './table.js';

/** A table of columns of texts, whose types and values are found from the texts. */
export function textTable(
  columns: readonly (readonly [name: string, texts: readonly string[]])[],
  origin: string | undefined,
): Table {
  const parsed = columns.map(([name, texts]) => ({ name, ...parseColumn(texts) }));
  return Table.fromColumns(new Map(parsed.map(({ name, values }) => [name, values])), {
    types: Object.fromEntries(parsed.map(({ name, type }) => [name, type])),
    origin,
  });
}
