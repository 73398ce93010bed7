import type { MimeBundle } from '../display/port.js';
import { mostColumns } from '../display/table-cells.js';
import { tableBundle } from '../display/table-view.js';
import type { FileRows } from './query/file-rows.js';
import { loadedRows, selectRows } from './verbs.js';

/** A table whose rows are in a file as it is shown: the first rows, read by a query. */
export async function previewBundle(rows: FileRows, origin: string | undefined): Promise<MimeBundle> {
  const { query } = await import('./query/query.js');
  const shown = selectRows(rows, rows.columns.slice(0, mostColumns));
  const top = await query('from this limit 20', new Map([['this', shown]]), {});
  const { data, types, length } = loadedRows(top, '');
  return tableBundle({
    columns: rows.columns,
    types,
    length,
    column: name => data.get(name) ?? [],
    origin,
    whole: { title: rows.title, length: rows.length ?? Number.NaN },
  });
}

/** The same as a line, for which nothing is read. */
export function previewText({ title, columns }: FileRows): string {
  return `Table of ${title}, not loaded: ${columns.join(', ')}`;
}
