import { type Axis, type ChartSource, type Numbers, numbersOf } from './columns.js';
import { type Group, type Grouped, type Key, named } from './groups.js';
import type { Mark, PlotOptions } from './options.js';
import { firstBars, sampled, thinnedLine, thinnedPath } from './thin.js';

/** One mark of a chart. The short names stand for the columns, so that any column name is good. */
export interface Point {
  readonly x: number | string;
  readonly y: number;
  /** The series, where there are several. */
  readonly s?: Key;
  /** The facet. */
  readonly f?: Key;
  /** The ends of the error bar. */
  readonly lo?: number;
  readonly hi?: number;
  /** The value that the size shows. */
  readonly z?: number;
  /** Its place in a path. */
  readonly i?: number;
}

/** The points of a chart, and how many there would be. */
export interface Points {
  readonly points: readonly Point[];
  readonly all: number;
}

/**
 * Takes the points out of the columns, fewer where there are more than can be seen.
 *
 * @param keys the series of each row, where the groups are not by series
 * @throws NotANumberError when an error or a size is no number
 */
export function pointsOf(
  source: ChartSource,
  options: PlotOptions,
  mark: Mark,
  data: Grouped,
  keys?: readonly Key[],
): Points {
  const { x, groups } = data;
  const errors = options.error === undefined ? undefined : numbersOf(source, options.error);
  const sizes = options.size === undefined ? undefined : numbersOf(source, options.size);
  const point = ({ s, f, y }: Group, row: number): Point => {
    const at = y.values[row]!;
    const half = errors?.values[row];
    const z = sizes?.values[row];
    return {
      x: x.values[row]!,
      y: at,
      ...named(keys?.[row] ?? s, f),
      ...(half === undefined ? {} : { lo: at - half, hi: at + half }),
      ...(z === undefined ? {} : { z }),
      ...(mark === 'path' ? { i: row } : {}),
    };
  };
  const chosen =
    mark === 'point' && x.scale !== 'nominal'
      ? sampled(groups.flatMap(group => group.rows.map(row => ({ group, row }))))
      : groups.flatMap(group => fewer(group, x, mark, groups.length).map(row => ({ group, row })));
  return {
    points: chosen.map(({ group, row }) => point(group, row)),
    all: groups.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

function fewer({ rows, y }: Group, x: Axis, mark: Mark, lines: number): readonly number[] {
  if (mark === 'path') return thinnedPath(rows);
  if (mark === 'bar' || x.scale === 'nominal') return firstBars(rows);
  const number = (axis: Axis | Numbers) => (row: number) => axis.values[row] as number;
  return thinnedLine(rows, number(x), number(y), lines);
}
