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
  const paths = [...new Set(files.map(file => file.path))];
  const list = `[${paths.map(quotedText).join(', ')}]`;
  const plain = `select * from read_parquet(${list}, union_by_name = true)`;
  const rows = await fileRows(plain, paths, title, signal);
  if (rows.columns.some(column => column.toLowerCase() === 'file')) return rows;
  const names = files.map(({ path, name }) => `(${quotedText(path)}, ${quotedText(name)})`).join(', ');
  const labelled =
    `select names.file, rows.* exclude (${pathColumn}) ` +
    `from read_parquet(${list}, union_by_name = true, filename = 'path of rows') rows ` +
    `join (values ${names}) names(path, file) on rows.${pathColumn} = names.path`;
  return fileRows(labelled, paths, title, signal);
}
