import { inspect } from 'node:util';
import { NotANumberError } from '../../errors/not-a-number-error.js';
import { UnknownColumnError } from '../../errors/unknown-column-error.js';

/** Columns to take a chart from: a table is one, and {@link columnsOf} makes one of records. */
export interface ChartSource {
  readonly columns: readonly string[];
  readonly length: number;
  column(name: string): readonly unknown[];
}

/** What the values along an axis are: numbers, times or names. */
export type Scale = 'quantitative' | 'temporal' | 'nominal';

/** A column of a chart, with `undefined` for what is missing, NaN or infinite. Times are in milliseconds. */
export interface Axis {
  readonly name: string;
  readonly scale: Scale;
  readonly values: readonly (number | string | undefined)[];
}

/** A column of numbers. */
export interface Numbers extends Axis {
  readonly scale: 'quantitative';
  readonly values: readonly (number | undefined)[];
}

/** A table has its columns at hand; making records of a large one takes seconds. */
export function sourceOf(data: Iterable<object>): ChartSource {
  return 'column' in data && typeof data.column === 'function' && 'columns' in data
    ? (data as unknown as ChartSource)
    : columnsOf(data);
}

/** The columns of records; what a record lacks is missing there. */
function columnsOf(records: Iterable<object>): ChartSource {
  const rows = [...records];
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const value = (row: object, name: string) =>
    Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined;
  return {
    columns: [...names],
    length: rows.length,
    column: name => rows.map(row => value(row, name)),
  };
}

/** @throws UnknownColumnError which names the columns that are near; of an empty table nothing is known */
export function readColumn(source: ChartSource, name: string): readonly unknown[] {
  if (source.length === 0) return [];
  if (!source.columns.includes(name)) throw new UnknownColumnError(name, source.columns);
  return source.column(name);
}

/** A column of anything: numbers stay numbers only where all are, dates are times only where all are, all else is text. */
export function axisOf(source: ChartSource, name: string): Axis {
  const raw = readColumn(source, name);
  const scale = scaleOf(raw);
  const values = raw.map(value => {
    if (value === null || value === undefined) return undefined;
    return scale === 'nominal' ? String(value) : finite(value);
  });
  return { name, scale, values };
}

/** @throws NotANumberError when there is something else in it */
export function numbersOf(source: ChartSource, name: string): Numbers {
  const values = readColumn(source, name).map((value, row) => {
    if (value === null || value === undefined) return undefined;
    if (typeof value !== 'number' && typeof value !== 'bigint') {
      throw new NotANumberError(
        `Row ${row + 1} of column "${name}" is ${inspect(value, { depth: 0 })}: a chart needs numbers there. Name a column of numbers, or leave such rows out.`,
      );
    }
    return finite(value);
  });
  return { name, scale: 'quantitative', values };
}

/** A column that tells rows apart: numbers or texts; what is missing is a kind of its own. */
export function keysOf(source: ChartSource, name: string): readonly (number | string)[] {
  return readColumn(source, name).map(key => {
    if (key instanceof Date) return key.toISOString();
    return typeof key === 'number' && Number.isFinite(key) ? key : String(key ?? '(missing)');
  });
}

function scaleOf(values: readonly unknown[]): Scale {
  let dates = 0;
  let numbers = 0;
  let others = 0;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (value instanceof Date) dates++;
    else if (typeof value === 'number' || typeof value === 'bigint') numbers++;
    else others++;
  }
  if (dates > 0 && numbers + others === 0) return 'temporal';
  return dates + others === 0 ? 'quantitative' : 'nominal';
}

function finite(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The lowest and the highest of numbers; infinities the wrong way round where there is none. */
export function extent(values: Iterable<number | undefined>): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === undefined) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Where in an extent a number is, from 0 to 1; in the middle of one without length. */
export function portion(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/** Keys in the order of a legend: numbers by size, texts as they appear. */
export function inOrder<Key extends number | string>(keys: readonly Key[]): Key[] {
  return keys.every(key => typeof key === 'number')
    ? [...keys].sort((a, b) => Number(a) - Number(b))
    : [...keys];
}
