import { display } from '../../display/display.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { parseJson } from '../json.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';

/** JSON (RFC 8259); a list of objects, or an object of lists, is a table. */
export const jsonReader: FormatReader = {
  json: async (file, options) => parseJson(await file.text(options), file.title),
  async table(file, options) {
    const value = parseJson(await file.text(options), file.title);
    const origin = { origin: file.caption };
    if (Array.isArray(value) && value.every(isObject)) return Table.fromRecords(value, origin);
    if (isObject(value) && Object.values(value).every(Array.isArray)) {
      return Table.fromColumns(new Map(Object.entries(value)), origin);
    }
    throw new MalformedFileError(
      `${file.title} is JSON, but no list of objects and no object of lists. Take the part that is with json(), then Table.fromRecords(part).`,
    );
  },
  show: async (file, options) => display.json(parseJson(await file.text(options), file.title)),
};

function isObject(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
