import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { DataFile } from '../data-file.js';
import { parseExactJson } from '../exact-json.js';
import { quotedText } from '../query/file-rows.js';
import { fileRows } from '../query/query.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';
import { textOf } from '../text.js';
import { valueTable } from '../value-table.js';

/** A file of more bytes is read by DuckDB. */
const small = 2_000_000;
/** One of more stays in its file. */
const mostBytes = 32_000_000;
/** What is shown of a large one is found in as many. */
const looked = 128_000;

/** JSON values, one a line (https://jsonlines.org): objects are the rows of a table. */
export const jsonLinesReader: FormatReader = {
  json: (file, options) => values(file, file.lines(options), JSON.parse),
  table,
  async show(file, options) {
    const size = (await file.size(options)) ?? Number.POSITIVE_INFINITY;
    if (size <= small) return rows(file, file.lines(options));
    const bytes = await file.bytes({ start: 0, end: looked, signal: options.signal });
    const lines = textOf(bytes, file.title).split('\n').slice(0, -1);
    if (lines.length === 0) return table(file, options);
    const { firstRows } = await import('../large-text.js');
    return firstRows(file, await rows(file, lines), options);
  },
};

async function table(file: DataFile, options: ReadOptions): Promise<Table> {
  const size = (await file.size(options)) ?? Number.POSITIVE_INFINITY;
  if (size <= small) return rows(file, file.lines(options));
  const path = await file.path(options);
  // All lines are looked at: a key or a type that comes late would be left out, or break the query.
  const sql = `select * from read_ndjson_auto(${quotedText(path)}, sample_size = -1)`;
  const found = Table.fromFile(await fileRows(sql, [path], file.title, options.signal), file.caption);
  return size > mostBytes ? found : found.load(options);
}

async function rows(file: DataFile, lines: Lines): Promise<Table> {
  return valueTable(await values(file, lines, parseExactJson), file, 'JSON lines');
}

type Lines = AsyncIterable<string> | Iterable<string>;

async function values(file: DataFile, lines: Lines, parse: (line: string) => unknown): Promise<unknown[]> {
  const found: unknown[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      found.push(parse(number === 1 ? line.replace(/^\uFEFF/, '') : line));
    } catch (cause) {
      throw new MalformedFileError(`${file.title}, line ${number} is not JSON: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return found;
}
