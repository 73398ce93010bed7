import { inspect } from 'node:util';
import { NotANumberError } from '../errors/not-a-number-error.js';
import { UnknownColumnError } from '../errors/unknown-column-error.js';
import type { PlotOptions } from './chart-options.js';

/** One mark of a chart. The short names stand for the columns, so that any column name is good. */
export interface Point {
  readonly x: number | string;
  readonly y: number;
  /** The series, where there are several. */
  readonly s?: string | number;
  /** The ends of the error bar. */
  readonly lo?: number;
  readonly hi?: number;
}

/** What the values along an axis are: numbers, times or names. */
export type Scale = 'quantitative' | 'temporal' | 'nominal';

/** The points of a chart and what their scales are. */
export interface ChartData {
  readonly points: readonly Point[];
  readonly x: Scale;
  /** The series in the order of the legend; empty when there is only one. */
  readonly series: readonly (string | number)[];
  /** How many points were left out to keep the chart light. */
  readonly thinned: number;
}

/** More points than this in a series are more than pixels: it is thinned, keeping its peaks. */
const mostPoints = 2000;

/** Columns to take points from: a table is one, and {@link columnsOf} makes one of records. */
export interface ChartSource {
  readonly columns: readonly string[];
  readonly length: number;
  column(name: string): readonly unknown[];
}

/** The columns of records; what a record lacks is missing there. */
export function columnsOf(records: Iterable<object>): ChartSource {
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

/**
 * Takes the points out of columns. Rows without an x or y (missing, NaN, infinite) are left out.
 *
 * @throws UnknownColumnError
 * @throws NotANumberError when a y or an error is no number
 */
export function chartData(source: ChartSource, options: PlotOptions): ChartData {
  checkColumns(source, options);
  const read = (name: string) => (source.length === 0 ? [] : source.column(name));
  const several = typeof options.y !== 'string' && options.y.length > 1;
  const ys = [options.y].flat().map(name => ({ name, values: read(name) }));
  const xs = read(options.x);
  const keys = options.color === undefined ? undefined : read(options.color);
  const errors = options.error === undefined ? undefined : read(options.error);
  const scale = xScale(xs);
  const groups = new Map<string | number, Point[]>();
  for (let i = 0; i < source.length; i++) {
    const x = position(xs[i], scale);
    if (x === undefined) continue;
    for (const { name, values } of ys) {
      const y = numberOf(values[i], name, i);
      if (y === undefined) continue;
      const s = keys === undefined ? name : seriesOf(keys[i], name, several);
      const half = errors && numberOf(errors[i], options.error!, i);
      const group = groups.get(s) ?? [];
      if (group.length === 0) groups.set(s, group);
      group.push({
        x,
        y,
        ...(keys !== undefined || several ? { s } : {}),
        ...(half === undefined ? {} : { lo: y - half, hi: y + half }),
      });
    }
  }
  const thin = [...groups].map(([, points]) => thinned(points, scale));
  const all = [...groups.values()].reduce((sum, points) => sum + points.length, 0);
  const points = thin.flat();
  return {
    points,
    x: scale,
    series: keys === undefined && !several ? [] : inOrder([...groups.keys()]),
    thinned: all - points.length,
  };
}

function checkColumns({ columns, length }: ChartSource, { x, y, color, error }: PlotOptions): void {
  if (length === 0) return;
  for (const name of [x, y, color, error].flat()) {
    if (name !== undefined && !columns.includes(name)) throw new UnknownColumnError(name, columns);
  }
}

function xScale(values: readonly unknown[]): Scale {
  let dates = 0;
  let numbers = 0;
  let others = 0;
  for (const x of values) {
    if (x === null || x === undefined) continue;
    if (x instanceof Date) dates++;
    else if (typeof x === 'number' || typeof x === 'bigint') numbers++;
    else others++;
  }
  if (dates > 0 && numbers + others === 0) return 'temporal';
  return dates + others === 0 ? 'quantitative' : 'nominal';
}

function position(x: unknown, scale: Scale): number | string | undefined {
  if (x === null || x === undefined) return undefined;
  if (scale === 'nominal') return String(x);
  const at = Number(x);
  return Number.isFinite(at) ? at : undefined;
}

function numberOf(y: unknown, name: string, row: number): number | undefined {
  if (y === null || y === undefined) return undefined;
  if (typeof y !== 'number' && typeof y !== 'bigint') {
    throw new NotANumberError(
      `Row ${row + 1} of column "${name}" is ${inspect(y, { depth: 0 })}: a chart needs numbers there. Name a column of numbers, or leave such rows out.`,
    );
  }
  const number = Number(y);
  return Number.isFinite(number) ? number : undefined;
}

function seriesOf(key: unknown, name: string, several: boolean): string | number {
  if (several) return `${name}, ${String(key)}`;
  return typeof key === 'number' && Number.isFinite(key) ? key : String(key);
}

/** Numbers by size, texts as they appear. */
function inOrder(series: (string | number)[]): (string | number)[] {
  return series.every(s => typeof s === 'number') ? series.sort((a, b) => a - b) : series;
}

/** At most `mostPoints` of a series: of each stretch of it, in the order of x, the lowest and the highest. */
function thinned(points: readonly Point[], scale: Scale): readonly Point[] {
  if (points.length <= mostPoints || scale === 'nominal') return points;
  const sorted = [...points].sort((a, b) => Number(a.x) - Number(b.x));
  const stretch = Math.ceil((2 * sorted.length) / mostPoints);
  const kept: Point[] = [];
  for (let start = 0; start < sorted.length; start += stretch) {
    const part = sorted.slice(start, start + stretch);
    const low = part.reduce((a, b) => (b.y < a.y ? b : a));
    const high = part.reduce((a, b) => (b.y > a.y ? b : a));
    kept.push(...(low === high ? [low] : low.x <= high.x ? [low, high] : [high, low]));
  }
  return kept;
}
