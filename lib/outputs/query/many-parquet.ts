import { type FileRows, quotedName, quotedText } from './file-rows.js';
import { fileRows } from './query.js';

/** A file of this machine, and how its rows are labelled. */
interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** The column that DuckDB tells paths in. */
const pathColumn = quotedName('path of rows');

/** The rows of Parquet files below each other, by the names of their columns; a column `file` tells the file, unless they have one. */
export async function manyParquet(
  files: readonly NamedFile[],
  title: string,
  signal: AbortSignal | undefined,
): Promise<FileRows> {
  const paths = files.map(file => file.path);
  const list = listed(paths);
  const plain = `select * from read_parquet(${list}, union_by_name = true)`;
  const rows = await fileRows(plain, paths, title, signal);
  const has = (name: string) => rows.columns.some(column => column.toLowerCase() === name);
  if (has('file')) return rows;
  // A join would not keep the order of the rows. Places are found at once, paths by looking through all of them.
  const place = has('file_index')
    ? `list_position(${list}, rows.${pathColumn})`
    : 'rows.file_index::bigint + 1';
  const labelled =
    `select (${listed(files.map(file => file.name))})[${place}] as file, rows.* exclude (${pathColumn}) ` +
    `from read_parquet(${list}, union_by_name = true, filename = 'path of rows') rows`;
  return fileRows(labelled, paths, title, signal);
}

function listed(texts: readonly string[]): string {
  return `[${texts.map(quotedText).join(', ')}]`;
}
