import type { ChartData, Point } from './chart-data.js';

/** Series that are named at the ends of their lines; more make a legend. */
const mostLabels = 5;
/** Pixels that a label needs above and below itself, and that axes and titles take of the height. */
const labelHeight = 15;
const aroundPlot = 60;

/**
 * The last points of all series, where the names of the series fit beside them: the lines end at the same place and far enough
 * apart. Undefined where a legend does better.
 */
export function labelledEnds({ points, series, x }: ChartData, height: number): Point[] | undefined {
  if (series.length < 2 || series.length > mostLabels || x === 'nominal') return undefined;
  const ends = series.map(s =>
    points.filter(point => point.s === s).reduce((a, b) => (Number(b.x) >= Number(a.x) ? b : a)),
  );
  const [left, right] = range(points.map(point => Number(point.x)));
  const [low, high] = range(points.map(point => point.y));
  if (ends.some(end => right - Number(end.x) > (right - left) * 0.02)) return undefined;
  const gap = ((high - low) * labelHeight) / Math.max(1, height - aroundPlot);
  const levels = ends.map(end => end.y).sort((a, b) => a - b);
  return levels.every((level, i) => i === 0 || level - levels[i - 1]! >= gap) ? ends : undefined;
}

function range(values: readonly number[]): [low: number, high: number] {
  return values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
