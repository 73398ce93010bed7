import { parquetRows } from '../query/query.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';

/** Values of a file that are taken into memory at once. */
const mostValues = 2_000_000;

/** Parquet, read by DuckDB. A large file stays where it is. */
export const parquetReader: FormatReader = {
  async table(file, options) {
    const path = await file.path(options);
    const table = Table.fromFile(await parquetRows(path, file.title, options.signal), file.caption);
    return table.length * table.columns.length > mostValues ? table : table.load(options);
  },
};
