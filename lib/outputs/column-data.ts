import { inspect } from 'node:util';
import { TableShapeError } from '../errors/table-shape-error.js';
import { UnknownColumnError } from '../errors/unknown-column-error.js';
import { type ColumnType, columnType } from './column-type.js';

/** @throws UnknownColumnError for a name that is no column's */
export function checkColumns(names: readonly string[], columns: readonly string[]): void {
  for (const name of names) {
    if (!columns.includes(name)) throw new UnknownColumnError(name, columns);
  }
}

/** Columns of values in memory, all of one length. */
export interface ColumnData {
  readonly data: ReadonlyMap<string, readonly unknown[]>;
  readonly types: Types;
  readonly length: number;
}

/** The type of each column, by its name. */
export type Types = Readonly<Record<string, ColumnType>>;

/** Which way rows are sorted. */
export type Order = 'up' | 'down';

/** @throws TableShapeError when a record is no object */
export function recordsData(records: Iterable<object>, types?: Types): ColumnData {
  const rows = [...records];
  const names = new Set<string>();
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null) {
      throw new TableShapeError(
        `Row ${i + 1} of the records is ${inspect(row, { depth: 0 })}, not an object. Give one object a row, like { temp: 1.1, press: 3 }.`,
      );
    }
    for (const name of Object.keys(row)) names.add(name);
  });
  const data = new Map([...names].map(name => [name, rows.map(row => own(row, name) ?? null)]));
  return { data, types: typesOf(data, types), length: rows.length };
}

/** @throws TableShapeError when lengths differ */
export function columnsData(
  columns: Readonly<Record<string, Iterable<unknown>>> | ReadonlyMap<string, Iterable<unknown>>,
  types?: Types,
): ColumnData {
  const entries = columns instanceof Map ? [...columns] : Object.entries(columns);
  const data = new Map(entries.map(([name, values]) => [String(name), [...values]]));
  const lengths = new Set([...data.values()].map(values => values.length));
  if (lengths.size > 1) {
    const told = [...data].map(([name, values]) => `${name} ${values.length}`).join(', ');
    throw new TableShapeError(
      `The columns have different lengths: ${told}. Give every column one value a row.`,
    );
  }
  return { data, types: typesOf(data, types), length: [...lengths][0] ?? 0 };
}

/** The rows with these numbers, in this order. */
export function takeRows({ data, types }: ColumnData, rows: readonly number[]): ColumnData {
  const taken = [...data].map(([name, values]) => [name, rows.map(i => values[i])] as const);
  return { data: new Map(taken), types, length: rows.length };
}

/** The rows in the order of their keys; what is missing or NaN comes last, whatever the order. */
export function sortedRows(columns: ColumnData, keys: readonly unknown[], order: Order): ColumnData {
  const sign = order === 'up' ? 1 : -1;
  return takeRows(
    columns,
    rowNumbers(columns.length).sort((a, b) => compare(keys[a], keys[b], sign)),
  );
}

export function rowNumbers(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** A row as an object. */
export function rowOf<Row>({ data }: ColumnData, row: number): Row {
  return Object.fromEntries([...data].map(([name, values]) => [name, values[row]])) as Row;
}

function typesOf(data: ReadonlyMap<string, readonly unknown[]>, given: Types = {}): Types {
  return Object.fromEntries(
    [...data].map(([name, values]) => [
      name,
      (Object.hasOwn(given, name) ? given[name] : undefined) ?? columnType(values),
    ]),
  );
}

/** Orders numbers by size and texts by their letters. */
function compare(a: unknown, b: unknown, sign: number): number {
  const gone = Number(isMissing(a)) - Number(isMissing(b));
  if (gone !== 0 || isMissing(a)) return gone;
  if (typeof a === 'string' && typeof b === 'string') return sign * a.localeCompare(b);
  return sign * ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

/** Names come from files: one like `constructor` must not find what every object inherits. */
function own(record: object, name: string): unknown {
  return Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
}
