import { MalformedFileError } from '../errors/malformed-file-error.js';
import { columnsData, recordsData } from './column-data.js';
import type { DataFile } from './data-file.js';
import { parseDates } from './parse-column.js';
import { Table } from './table.js';
import { wholeNumbers } from './whole-numbers.js';

/**
 * The table that a value is: a list of objects, or an object of lists. Texts that all are dates as ISO 8601 has them are dates.
 *
 * @param format how messages call the format of the file
 * @throws MalformedFileError when it is neither
 */
export function valueTable(value: unknown, file: DataFile, format: string): Table {
  const { data, types } = columnsOf(value, file, format);
  const columns = [...data].map(([name, values]) => [name, typed(values, types[name])] as const);
  return Table.fromColumns(new Map(columns), { origin: file.caption });
}

function columnsOf(value: unknown, file: DataFile, format: string) {
  if (Array.isArray(value) && value.every(isObject)) return recordsData(value);
  if (isObject(value) && Object.values(value).every(Array.isArray)) {
    return columnsData(new Map(Object.entries(value)));
  }
  throw new MalformedFileError(
    `${file.title} is ${format}, but no list of objects and no object of lists. Take the part that is with json(), then Table.fromRecords(part).`,
  );
}

function typed(values: readonly unknown[], type: string | undefined): readonly unknown[] {
  if (type === 'int') return wholeNumbers([...values]);
  if (type === 'float') return values.map(value => (typeof value === 'bigint' ? Number(value) : value));
  return type === 'text' ? (parseDates(values as (string | null)[]) ?? values) : values;
}

function isObject(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
