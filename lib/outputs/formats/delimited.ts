import { dsvFormat } from 'd3-dsv';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { DataFile } from '../data-file.js';
import { parseColumn, parseNumber } from '../parse-column.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';

/** Comma separated values (RFC 4180); where the first line has semicolons and no comma, these separate. */
export const csvReader: FormatReader = {
  async table(file, options) {
    const text = await file.text(options);
    const first = firstLine(text);
    return readDelimited(file, text, first.includes(';') && !first.includes(',') ? ';' : ',', options);
  },
};

/** Tab separated values. */
export const tsvReader: FormatReader = {
  table: async (file, options) => readDelimited(file, await file.text(options), '\t', options),
};

interface Row {
  readonly cells: string[];
  /** Where the row begins, counted from 1. */
  readonly line: number;
}

function readDelimited(file: DataFile, text: string, delimiter: string, options: ReadOptions): Table {
  const rows = parseRows(text, delimiter);
  const first = rows[0];
  if (!first) throw new MalformedFileError(`${file.title} is empty: there is no table in it.`);
  const given = Array.isArray(options.header) ? (options.header as readonly string[]) : undefined;
  const named =
    !given && (options.header ?? !first.cells.every(cell => parseNumber(cell.trim()) !== undefined));
  if (given && given.length !== first.cells.length) throw otherNames(given, first, file.title);
  const names = columnNames(given ?? (named ? first.cells : first.cells.map(() => '')));
  const body = named ? rows.slice(1) : rows;
  for (const row of body) {
    if (row.cells.length !== names.length) throw raggedRow(row, first, names.length, file.title);
  }
  const columns = names.map((name, i) => ({ name, ...parseColumn(body.map(row => row.cells[i]!)) }));
  return Table.fromColumns(new Map(columns.map(({ name, values }) => [name, values])), {
    types: Object.fromEntries(columns.map(({ name, type }) => [name, type])),
    origin: file.caption,
  });
}

/** The rows that are not blank. A quoted cell may span lines: the line of a row counts them. */
function parseRows(text: string, delimiter: string): Row[] {
  let line = 1;
  const rows: Row[] = [];
  for (const cells of dsvFormat(delimiter).parseRows(text)) {
    const begins = line;
    line += 1 + cells.reduce((sum, cell) => sum + lineBreaks(cell), 0);
    if (cells.length > 1 || cells[0]!.trim() !== '') rows.push({ cells, line: begins });
  }
  return rows;
}

function lineBreaks(cell: string): number {
  return cell.includes('\n') ? cell.split('\n').length - 1 : 0;
}

/** Every column gets a name of its own: `column2` where there is none, `x_2` for a second `x`. */
function columnNames(cells: readonly string[]): string[] {
  const names = new Set<string>();
  cells.forEach((cell, i) => {
    const wanted = cell.trim() || `column${i + 1}`;
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted}_${n}`;
    names.add(name);
  });
  return [...names];
}

function raggedRow(row: Row, first: Row, expected: number, file: string): MalformedFileError {
  const has = `${row.cells.length} ${row.cells.length === 1 ? 'cell' : 'cells'}`;
  const open = row.cells.some(cell => cell.includes('\n'))
    ? 'A quote that is opened there may never be closed.'
    : 'A value with the separator in it needs "quotes" around it.';
  return new MalformedFileError(
    `${file}, line ${row.line}: the row has ${has}, line ${first.line} has ${expected}. ${open}`,
  );
}

function otherNames(given: readonly string[], first: Row, file: string): MalformedFileError {
  return new MalformedFileError(
    `${file}: \`header\` names ${given.length} columns, line ${first.line} has ${first.cells.length} cells. Name each of them.`,
  );
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text.trimStart())![0];
}
