import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { DataFile } from '../data-file.js';
import { type Dialect, findDialect, separatorOf, type TextRow, valueRows } from '../dialect.js';
import { QuotedCells } from '../quoted-cells.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import type { Table } from '../table.js';
import { textOf } from '../text.js';
import { textTable } from '../text-table.js';

/** A file of more bytes is read by DuckDB: for few its start costs more than it saves. */
const small = 2_000_000;
/** Of a larger one as many tell how its columns are written. */
const looked = 128_000;
/** So many lines are enough for that; where they are longer, more is looked at, up to lines of this length. */
const mostLines = 10;
const longestLine = 64_000_000;

/** Comma separated values (RFC 4180), and those that have `;`, `|` or tabs instead, with decimal commas or points. */
export const csvReader = reader(',');

/** Tab separated values. */
export const tsvReader = reader('\t');

/**
 * Columns of a text, however they are parted: by separators, white space or their width. Lines that begin with `#` are comments;
 * the last of them before the values may name the columns.
 */
export const columnsReader = reader(undefined);

function reader(delimiter: string | undefined): FormatReader {
  return {
    async table(file, options) {
      const { head, whole } = await beginning(file, options);
      if (whole) return tableOf(file, head, delimiter, options);
      const { largeTable } = await import('../large-text.js');
      return largeTable(file, findDialect(head, delimiter, options, file.title), head, options);
    },
    async show(file, options) {
      const { head, whole } = await beginning(file, options);
      if (whole) return tableOf(file, head, delimiter, options);
      const { firstRows } = await import('../large-text.js');
      return firstRows(file, tableOf(file, head, delimiter, options, true), options);
    },
  };
}

/** The whole lines at the beginning of a file. */
interface Beginning {
  readonly head: string;
  /** Whether that is the whole file. */
  readonly whole: boolean;
}

async function beginning(file: DataFile, options: ReadOptions): Promise<Beginning> {
  const size = await file.size(options);
  if (size !== undefined && size <= small) return { head: await file.text(options), whole: true };
  for (let length = looked; ; length *= 8) {
    const bytes = await file.bytes({ start: 0, end: length, signal: options.signal });
    const text = textOf(bytes, file.title);
    if (bytes.length < length) return { head: text, whole: true };
    const end = text.lastIndexOf('\n') + 1;
    const isEnough = text.slice(0, end).split('\n', mostLines).length === mostLines;
    if (isEnough || (end > 0 && length > longestLine)) return { head: text.slice(0, end), whole: false };
    if (length > longestLine)
      throw new MalformedFileError(
        `${file.title} is no table: its first line is longer than ${length} bytes.`,
      );
  }
}

/** @param isCut whether more comes: the last row may be cut within a quoted cell */
function tableOf(
  file: DataFile,
  text: string,
  delimiter: string | undefined,
  options: ReadOptions,
  isCut = false,
): Table {
  const dialect = findDialect(text, delimiter, options, file.title);
  const rows = valueRows(text, dialect).slice(0, isCut ? -1 : undefined);
  const { names } = dialect;
  for (const row of rows) {
    if (row.cells.length !== names.length) throw raggedRow(row, dialect, file.title);
  }
  if (!isCut) checkQuotes(text, dialect, file.title);
  const columns = names.map((name, i) => [name, rows.map(row => row.cells[i]!)] as const);
  return textTable(columns, file.caption);
}

function checkQuotes(text: string, { delimiter }: Dialect, title: string): void {
  if (!text.includes('"')) return;
  const cells = new QuotedCells(separatorOf(delimiter));
  cells.even(text);
  cells.end(title);
}

function raggedRow(row: TextRow, { names, delimiter }: Dialect, file: string): MalformedFileError {
  const has = `${row.cells.length} ${row.cells.length === 1 ? 'cell' : 'cells'}`;
  const open = row.cells.some(cell => cell.includes('\n'))
    ? 'A quote that is opened there may never be closed.'
    : delimiter === ' '
      ? 'Is the line cut short? For columns of fixed width give their widths: { widths: [8, 12] }.'
      : 'A value with the separator in it needs "quotes" around it.';
  return new MalformedFileError(
    `${file}, line ${row.line}: the row has ${has}, there are ${names.length} columns. ${open}`,
  );
}
