import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { DataFile } from '../data-file.js';
import { quotedText } from '../query/file-rows.js';
import { fileRows } from '../query/query.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';

/** A file of more bytes is read by DuckDB. */
const small = 2_000_000;
/** One of more stays in its file. */
const mostBytes = 32_000_000;

/** JSON values, one a line (https://jsonlines.org): objects are the rows of a table. */
export const jsonLinesReader: FormatReader = {
  json: values,
  async table(file, options) {
    const size = (await file.size(options)) ?? Number.POSITIVE_INFINITY;
    if (size <= small)
      return Table.fromRecords((await values(file, options)) as Record<string, unknown>[], {
        origin: file.caption,
      });
    const path = await file.path(options);
    const sql = `select * from read_ndjson_auto(${quotedText(path)})`;
    const table = Table.fromFile(await fileRows(sql, [path], file.title, options.signal), file.caption);
    return size > mostBytes ? table : table.load(options);
  },
};

async function values(file: DataFile, options: ReadOptions): Promise<unknown[]> {
  const found: unknown[] = [];
  let number = 0;
  for await (const line of file.lines(options)) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      found.push(JSON.parse(number === 1 ? line.replace(/^\uFEFF/, '') : line));
    } catch (cause) {
      throw new MalformedFileError(`${file.title}, line ${number} is not JSON: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return found;
}
