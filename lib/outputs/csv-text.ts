import { type ColumnData, rowNumbers } from './column-data.js';
import { jsonText } from './json-text.js';

/** Columns as delimited text (RFC 4180). Dates are ISO 8601; what is missing is an empty cell, an empty text is `""`. */
export function csvText({ data, length }: ColumnData, delimiter: string): string {
  const special = new RegExp(`["\\r\\n${delimiter}]|^$|^\\s|\\s$`);
  const quoted = (text: string) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const columns = [...data.values()];
  const lines = rowNumbers(length).map(i =>
    columns.map(values => (values[i] === null || values[i] === undefined ? '' : quoted(textOf(values[i])))),
  );
  return [[...data.keys()].map(quoted), ...lines].map(cells => `${cells.join(delimiter)}\n`).join('');
}

function textOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return jsonText(value);
}
