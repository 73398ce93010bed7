import { MalformedFileError } from '../errors/malformed-file-error.js';
import type { DataFile } from './data-file.js';
import { Table } from './table.js';

/**
 * The table that a value is: a list of objects, or an object of lists.
 *
 * @param format how messages call the format of the file
 * @throws MalformedFileError when it is neither
 */
export function valueTable(value: unknown, file: DataFile, format: string): Table {
  const origin = { origin: file.caption };
  if (Array.isArray(value) && value.every(isObject)) return Table.fromRecords(value, origin);
  if (isObject(value) && Object.values(value).every(Array.isArray)) {
    return Table.fromColumns(new Map(Object.entries(value)), origin);
  }
  throw new MalformedFileError(
    `${file.title} is ${format}, but no list of objects and no object of lists. Take the part that is with json(), then Table.fromRecords(part).`,
  );
}

function isObject(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
