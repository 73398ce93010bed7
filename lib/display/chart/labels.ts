import { extent } from './columns.js';
import type { Grouped } from './groups.js';
import type { Point } from './points.js';

/** Series that are named at the ends of their lines; more make a legend. */
const mostLabels = 5;
/** Pixels that a label needs above and below itself, and that axes and titles take of the height. */
const labelHeight = 15;
const aroundPlot = 60;

/**
 * The last points of all series, where the names of the series fit beside them: the lines end at the same place and far enough
 * apart. Undefined where a legend does better.
 *
 * @param log whether the vertical axis is logarithmic
 */
export function labelledEnds(
  points: readonly Point[],
  { series, x, facets }: Pick<Grouped, 'series' | 'x' | 'facets'>,
  height: number,
  log: boolean,
): Point[] | undefined {
  if (series.length < 2 || series.length > mostLabels || x.scale === 'nominal' || facets.length > 0) {
    return undefined;
  }
  const ends = series.map(s =>
    points.filter(point => point.s === s).reduce((a, b) => (Number(b.x) >= Number(a.x) ? b : a)),
  );
  const [left, right] = extent(points.map(point => Number(point.x)));
  const level = (point: Point) => (log ? Math.log(point.y) : point.y);
  const [low, high] = extent(points.map(level));
  if (ends.some(end => right - Number(end.x) > (right - left) * 0.02)) return undefined;
  const gap = ((high - low) * labelHeight) / Math.max(1, height - aroundPlot);
  const levels = ends.map(level).sort((a, b) => a - b);
  return levels.every((at, i) => i === 0 || at - levels[i - 1]! >= gap) ? ends : undefined;
}
