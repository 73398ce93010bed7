import { alongX, alongY, bySeries } from './channels.js';
import { type Grouped, type Key, named } from './groups.js';
import { counted, type Json, type Picture, type Place, type Sized } from './picture.js';
import { palette } from './theme.js';
import { sampled } from './thin.js';

const mostOutliers = 500;
const mostBoxes = 60;

interface Box {
  readonly x: Key;
  readonly s?: Key;
  readonly f?: Key;
  readonly n: number;
  readonly lo: number;
  readonly q1: number;
  readonly y: number;
  readonly q3: number;
  readonly hi: number;
}

/**
 * A box for each value of x: the middle half of the y and their median, whiskers to the furthest value within one and a half boxes, and
 * a point for each value beyond (Tukey, Exploratory Data Analysis, 1977).
 *
 * @param byName whether each column is a box of its own, for there is no x
 */
export function boxPicture(options: Sized, data: Grouped, byName: boolean, place: Place): Picture {
  const boxes: Box[] = [];
  const outliers: object[] = [];
  for (const { s, f, y, rows } of data.groups) {
    const keys = byName ? new Map([[y.name as Key, rows]]) : rowsByX(rows, data);
    for (const [x, own] of keys) {
      const of = { x, ...named(byName && options.color === undefined ? undefined : s, f) };
      const sorted = Float64Array.from(own, row => y.values[row]!).sort();
      const [q1, median, q3] = [0.25, 0.5, 0.75].map(p => quantile(sorted, p)) as [number, number, number];
      const reach = 1.5 * (q3 - q1);
      const inside = sorted.filter(value => value >= q1 - reach && value <= q3 + reach);
      boxes.push({ ...of, n: sorted.length, lo: inside[0]!, q1, y: median, q3, hi: inside.at(-1)! });
      for (const value of sorted)
        if (value < inside[0]! || value > inside.at(-1)!) outliers.push({ ...of, y: value });
    }
  }
  const series = place.series ?? (byName && options.color === undefined ? [] : data.series);
  const count = boxes.reduce((sum, { n }) => sum + n, 0);
  const shown = boxes.slice(0, mostBoxes);
  return {
    data: shown,
    layer: layers(options, data, byName, series, shown.length, sampled(outliers, mostOutliers)),
    what: `${counted(count, 'value')} in ${boxes.length} boxes`,
    notes: [
      ...(shown.length < boxes.length ? [`the first ${shown.length} of ${boxes.length} boxes`] : []),
      ...(outliers.length > mostOutliers ? [`${mostOutliers} of ${outliers.length} outliers`] : []),
    ],
  };
}

function layers(
  options: Sized,
  data: Grouped,
  byName: boolean,
  series: readonly Key[],
  boxes: number,
  outliers: readonly object[],
): Json[] {
  const axis = byName ? { name: '', scale: 'nominal' as const, values: [] } : data.x;
  const x =
    axis.scale === 'nominal'
      ? alongX(axis, options)
      : { ...alongX(axis, options), type: 'ordinal', scale: {}, axis: { labelAngle: 0 } };
  const y = alongY(data.ys, options);
  const offset = series.length > 0 ? { xOffset: { field: 's', type: 'nominal', sort: null } } : {};
  const colour = bySeries(series, options.color, 'box');
  const single = series.length === 0 ? { color: palette[0] } : {};
  const part = (field: string, field2?: string): Json => ({
    x: byName ? { ...x, title: null } : x,
    y: { ...y, field },
    ...(field2 === undefined ? {} : { y2: { field: field2 } }),
    ...offset,
    ...colour,
  });
  const size = Math.max(4, Math.min(36, (0.5 * options.width) / Math.max(1, boxes)));
  return [
    { mark: { type: 'rule', ...single }, encoding: part('lo', 'hi') },
    {
      mark: {
        type: 'bar',
        size,
        cornerRadius: 2,
        fillOpacity: 0.35,
        strokeWidth: 1.2,
        ...single,
        ...(series.length === 0 ? { stroke: palette[0] } : {}),
      },
      encoding: {
        ...part('q1', 'q3'),
        ...(series.length === 0 ? {} : { stroke: { ...(colour['color'] as Json), legend: null } }),
        tooltip: tooltips(data, options, axis.name),
      },
    },
    { mark: { type: 'tick', size, thickness: 2, orient: 'horizontal', ...single }, encoding: part('y') },
    ...(outliers.length === 0
      ? []
      : [
          {
            data: { values: outliers },
            mark: { type: 'point', size: 14, opacity: 0.6, ...single },
            encoding: part('y'),
          },
        ]),
  ];
}

function rowsByX(rows: readonly number[], { x }: Grouped): Map<Key, number[]> {
  const found = new Map<Key, number[]>();
  for (const row of rows) {
    const key = x.values[row]!;
    const own = found.get(key);
    if (own) own.push(row);
    else found.set(key, [row]);
  }
  return found;
}

function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

function tooltips({ facets, series }: Grouped, { color, facet }: Sized, x: string): Json[] {
  return [
    { field: 'x', type: 'nominal', title: x || 'column' },
    ...(series.length > 0 && color !== undefined ? [{ field: 's', type: 'nominal', title: color }] : []),
    ...(facets.length > 0 ? [{ field: 'f', type: 'nominal', title: facet }] : []),
    { field: 'hi', type: 'quantitative', title: 'upper whisker' },
    { field: 'q3', type: 'quantitative', title: 'upper quartile' },
    { field: 'y', type: 'quantitative', title: 'median' },
    { field: 'q1', type: 'quantitative', title: 'lower quartile' },
    { field: 'lo', type: 'quantitative', title: 'lower whisker' },
    { field: 'n', type: 'quantitative', title: 'values' },
  ];
}
