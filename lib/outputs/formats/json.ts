import { display } from '../../display/display.js';
import { parseExactJson } from '../exact-json.js';
import { parseJson } from '../json.js';
import type { FormatReader } from '../reader.js';
import { valueTable } from '../value-table.js';

/** JSON (RFC 8259); a list of objects, or an object of lists, is a table. */
export const jsonReader: FormatReader = {
  json: async (file, options) => parseJson(await file.text(options), file.title),
  table: async (file, options) =>
    valueTable(parseJson(await file.text(options), file.title, parseExactJson), file, 'JSON'),
  show: async (file, options) => display.json(parseJson(await file.text(options), file.title)),
};
