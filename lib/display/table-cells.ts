import { inspect } from 'node:util';
import { cut } from './cut.js';
import { numberFormat } from './numbers.js';
import { mostLiveRows } from './table-script.js';

/** What a table shows of itself: the one thing that the table's face asks of it. */
export interface TableView {
  readonly columns: readonly string[];
  /** The type of each column, by name; `int` and `float` are aligned on the right. */
  readonly types: Readonly<Record<string, string>>;
  readonly length: number;
  readonly origin?: string | undefined;
  /** Where these are the first rows of a larger table: how messages call that, and its number of rows, NaN where it is not known. */
  readonly whole?: { readonly title: string; readonly length: number };
  column(name: string): ColumnView;
}

/** The values of a column, which need not be in memory: an array is one. */
export interface ColumnView {
  readonly length: number;
  at(row: number): unknown;
}

/** A table with more rows than this shows the first and the last of them. */
const mostRows = 20;
const endRows = 5;
/** A table with more columns than this shows the first of them. */
export const mostColumns = 24;
const longestCell = 80;

/** A column that is shown, as texts. */
export interface ShownColumn {
  readonly name: string;
  readonly type: string;
  readonly numeric: boolean;
  readonly values: ColumnView;
  /** The texts of the rows that are shown. */
  readonly cells: readonly string[];
  /** The texts of all rows, where they are few. */
  readonly all: readonly string[] | undefined;
}

/** The part of a table that is shown. */
export interface ShownTable {
  readonly columns: readonly ShownColumn[];
  /** After how many of the shown rows rows are left out; undefined when all are shown. */
  readonly gap: number | undefined;
  /** How many columns are left out on the right. */
  readonly moreColumns: number;
}

/** Chooses the rows and columns to show and writes their cells. Odd values are shown as well as they go; nothing throws. */
export function shownTable(table: TableView): ShownTable {
  const all = table.length <= mostRows;
  const indices = all
    ? rowNumbers(table.length)
    : Array.from({ length: 2 * endRows }, (_, i) => (i < endRows ? i : table.length - 2 * endRows + i));
  const names = table.columns.slice(0, mostColumns);
  return {
    columns: names.map(name => shownColumn(table, name, indices)),
    gap: all ? undefined : endRows,
    moreColumns: table.columns.length - names.length,
  };
}

function shownColumn(table: TableView, name: string, indices: readonly number[]): ShownColumn {
  const type = table.types[name] ?? 'mixed';
  const values = table.column(name);
  const few = table.length <= mostLiveRows ? rowNumbers(table.length) : undefined;
  const seen = (few ?? indices).map(i => values.at(i));
  const numeric = type === 'int' || type === 'float';
  const format = numberFormat(numeric ? seen.filter(value => typeof value === 'number') : []);
  const texts = seen.map(value => (numeric && typeof value === 'number' ? format(value) : cellText(value)));
  return {
    name: oneLine(name),
    type,
    numeric,
    values,
    cells: few ? indices.map(i => texts[i]!) : texts,
    all: few && texts,
  };
}

function rowNumbers(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : plainText(value);
  return cut(oneLine(text), longestCell);
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ↵ ');
}

function plainText(value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return value
      .toISOString()
      .replace('T', ' ')
      .replace(/(:00)?\.000Z$/, '');
  }
  if (typeof value !== 'object' && typeof value !== 'function') return String(value);
  try {
    return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10 });
  } catch {
    return '(cannot be shown)';
  }
}
