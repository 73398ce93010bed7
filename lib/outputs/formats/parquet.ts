import { parquetRows } from '../query/query.js';
import type { FetchOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';

/** Values of a file that are taken into memory at once. */
const mostValues = 2_000_000;
/** The database takes a millisecond and more for each column that it reads of a file with very many. */
const mostColumns = 5000;

/** Parquet, read by DuckDB. A large file stays where it is. */
export const parquetReader: FormatReader = {
  async table(file, options) {
    const path = await file.path(options);
    const rows = await parquetRows(path, file.title, options.signal);
    return loadedIfSmall(Table.fromFile(rows, file.caption), options);
  },
};

/** A table whose rows are in files; in memory when they are few. */
export async function loadedIfSmall(table: Table, options: FetchOptions): Promise<Table> {
  const { length } = table.columns;
  const isLarge = length > mostColumns || (await table.count(options)) * length > mostValues;
  return isLarge ? table : table.load(options);
}
