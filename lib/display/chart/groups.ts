import {
  type Axis,
  axisOf,
  type ChartSource,
  extent,
  inOrder,
  keysOf,
  type Numbers,
  numbersOf,
} from './columns.js';
import type { PlotOptions } from './options.js';

export type Key = number | string;

/** The rows of a series in a facet. */
export interface Group {
  /** The series, where there are several. */
  readonly s?: Key;
  /** The facet, where there are several. */
  readonly f?: Key;
  /** The column along the vertical axis; of a chart that counts, the one that is counted. */
  readonly y: Numbers;
  readonly rows: readonly number[];
}

type MutableGroup = Group & { readonly rows: number[] };

/** The columns of a chart, and its rows by series and facet. */
export interface Grouped {
  readonly x: Axis;
  readonly ys: readonly Numbers[];
  readonly groups: readonly Group[];
  /** The series in the order of the legend; empty when there is only one. */
  readonly series: readonly Key[];
  /** The facets in their order; empty without. */
  readonly facets: readonly Key[];
  /** Of all facets, those for which there is no room. */
  readonly hiddenFacets: number;
  /** Rows left out because a logarithm of theirs does not exist. */
  readonly notPositive: number;
}

const mostFacets = 12;

/**
 * Reads the columns of a chart and sorts its rows. Rows without an x or y (missing, NaN, infinite, not positive on a
 * logarithmic axis) are left out.
 *
 * @param series false where the column `color` is no series
 * @throws UnknownColumnError
 * @throws NotANumberError when a y is no number
 */
export function grouped(source: ChartSource, options: PlotOptions, series = true): Grouped {
  const names = options.y === undefined ? [] : [options.y].flat();
  const ys = names.map(name => numbersOf(source, name));
  const x = xAxis(source, options);
  const colors = options.color !== undefined && series ? keysOf(source, options.color) : undefined;
  const allFacets = options.facet === undefined ? undefined : keysOf(source, options.facet);
  const facets = inOrder([...new Set(allFacets)]);
  const shown = new Set(facets.slice(0, mostFacets));
  const several = ys.length > 1;
  const groups = new Map<Key | undefined, Map<Key | undefined, MutableGroup>>();
  const counted = ys.length === 0 ? [x as Numbers] : ys;
  const logX = options.log?.includes('x') ?? false;
  const logY = options.log?.includes('y') ?? false;
  let notPositive = 0;
  for (let row = 0; row < source.length; row++) {
    const at = x.values[row];
    if (at === undefined) continue;
    const f = allFacets?.[row];
    if (f !== undefined && !shown.has(f)) continue;
    for (const y of counted) {
      const value = y.values[row];
      if (value === undefined) continue;
      if ((logX && Number(at) <= 0) || (logY && ys.length > 0 && value <= 0)) {
        notPositive++;
        continue;
      }
      const s =
        colors === undefined ? (several ? y.name : undefined) : seriesOf(colors[row]!, y.name, several);
      const facetsOf = groups.get(s) ?? new Map<Key | undefined, MutableGroup>();
      if (facetsOf.size === 0) groups.set(s, facetsOf);
      const group = facetsOf.get(f);
      if (group) group.rows.push(row);
      else facetsOf.set(f, { ...named(s, f), y, rows: [row] });
    }
  }
  const all = [...groups.values()].flatMap(facetsOf => [...facetsOf.values()]);
  return {
    x,
    ys,
    groups: all,
    series: inOrder([...new Set(all.flatMap(({ s }) => s ?? []))]),
    facets: [...shown],
    hiddenFacets: facets.length - shown.size,
    notPositive,
  };
}

function xAxis(source: ChartSource, { x }: PlotOptions): Axis {
  if (x !== undefined) return axisOf(source, x);
  return { name: 'row', scale: 'quantitative', values: Array.from({ length: source.length }, (_, i) => i) };
}

/** The fields by which a mark tells its series and its facet. */
export function named(s: Key | undefined, f: Key | undefined): { s?: Key; f?: Key } {
  return { ...(s === undefined ? {} : { s }), ...(f === undefined ? {} : { f }) };
}

function seriesOf(key: Key, name: string, several: boolean): Key {
  return several ? `${name}, ${key}` : key;
}

/** The numbers of a group along an axis. */
export function valuesOf({ rows }: Group, axis: Axis): number[] {
  return rows.map(row => Number(axis.values[row]));
}

/** The extent of an axis over all groups. */
export function extentOf({ groups, x }: Grouped): [low: number, high: number] {
  return groups.reduce(
    ([low, high], group) => {
      const [first, last] = extent(valuesOf(group, x));
      return [Math.min(low, first), Math.max(high, last)];
    },
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
