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

/**
 * Takes the points out of rows. Rows without an x or y (missing, NaN, infinite) are left out.
 *
 * @throws UnknownColumnError
 * @throws NotANumberError when a y or an error is no number
 */
export function chartData(rows: readonly object[], options: PlotOptions): ChartData {
  checkColumns(rows, options);
  const ys = typeof options.y === 'string' ? [options.y] : options.y;
  const scale = xScale(rows, options.x);
  const groups = new Map<string | number, Point[]>();
  rows.forEach((row, i) => {
    const x = position(value(row, options.x), scale);
    if (x === undefined) return;
    for (const name of ys) {
      const y = numberOf(value(row, name), name, i);
      if (y === undefined) continue;
      const s = seriesOf(row, name, options, ys.length > 1);
      const half =
        options.error === undefined ? undefined : numberOf(value(row, options.error), options.error, i);
      const group = groups.get(s) ?? [];
      groups.set(s, group);
      group.push({
        x,
        y,
        ...(options.color !== undefined || ys.length > 1 ? { s } : {}),
        ...(half === undefined ? {} : { lo: y - half, hi: y + half }),
      });
    }
  });
  const thin = [...groups].map(([, points]) => thinned(points, scale));
  const all = [...groups.values()].reduce((sum, points) => sum + points.length, 0);
  const points = thin.flat();
  return {
    points,
    x: scale,
    series: options.color === undefined && ys.length === 1 ? [] : inOrder([...groups.keys()]),
    thinned: all - points.length,
  };
}

function checkColumns(rows: readonly object[], { x, y, color, error }: PlotOptions): void {
  if (rows.length === 0) return;
  const columns = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  for (const name of [x, y, color, error].flat()) {
    if (name !== undefined && !columns.has(name)) throw new UnknownColumnError(name, [...columns]);
  }
}

function value(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined;
}

function xScale(rows: readonly object[], name: string): Scale {
  const values = rows.map(row => value(row, name)).filter(x => x !== null && x !== undefined);
  if (values.length > 0 && values.every(x => x instanceof Date)) return 'temporal';
  return values.every(x => typeof x === 'number' || typeof x === 'bigint') ? 'quantitative' : 'nominal';
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

function seriesOf(row: object, name: string, { color }: PlotOptions, several: boolean): string | number {
  if (color === undefined) return name;
  const key = value(row, color);
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
