import { type FileRows, quotedText } from './file-rows.js';
import { fileRows } from './query.js';

/** A file of this machine, and how its rows are labelled. */
interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** The rows of Parquet files below each other, by the names of their columns; a column `file` tells the file, unless they have one. */
export async function manyParquet(
  files: readonly NamedFile[],
  title: string,
  signal: AbortSignal | undefined,
): Promise<FileRows> {
  const paths = files.map(file => file.path);
  const all = `read_parquet(${listed(paths)}, union_by_name = true)`;
  const rows = await fileRows(`select * from ${all}`, paths, title, signal);
  const has = (name: string) => rows.columns.some(column => column.toLowerCase() === name);
  if (has('file')) return rows;
  // A join would not keep the order of the rows. A column of the files hides the number that DuckDB gives each file.
  const labelled = has('file_index')
    ? files
        .map(
          ({ path, name }) => `select ${quotedText(name)} as file, * from read_parquet(${quotedText(path)})`,
        )
        .join(' union all by name ')
    : `select (${listed(files.map(file => file.name))})[file_index::bigint + 1] as file, * from ${all}`;
  return fileRows(labelled, paths, title, signal);
}

function listed(texts: readonly string[]): string {
  return `[${texts.map(quotedText).join(', ')}]`;
}
