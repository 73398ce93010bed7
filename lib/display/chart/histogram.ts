import { alongX, alongY, bySeries } from './channels.js';
import { Edges } from './edges.js';
import { extentOf, type Grouped, type Key, named, valuesOf } from './groups.js';
import { counted, type Json, type Picture, type Place, type Sized } from './picture.js';
import { palette } from './theme.js';

const mostCategories = 60;

/** How many rows there are by the value of x: bins of numbers, bars of texts. */
export function histogramPicture(options: Sized, data: Grouped, place: Place): Picture {
  const count = data.groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const series = place.series ?? data.series;
  const overlaid = series.length > 0;
  const along = alongY([{ name: 'count' }], options, { zero: true });
  const y = { ...along, scale: { ...(along['scale'] as Json), nice: true }, stack: null };
  const look = overlaid ? { opacity: 0.55 } : { color: palette[0] };
  const encoding = { y, ...bySeries(series, options.color, 'bar') };
  const shown = data.x.scale === 'nominal' ? categories(data, options) : bins(data, options);
  return {
    data: shown.values,
    layer: [
      {
        mark: { type: 'bar', ...look, ...shown.look },
        encoding: { ...encoding, ...shown.x, tooltip: tooltips(data, options) },
      },
    ],
    what: counted(count, 'value'),
    notes:
      shown.hidden > 0
        ? [`${mostCategories} of ${mostCategories + shown.hidden} kinds, the most frequent`]
        : [],
  };
}

interface Counted {
  readonly values: object[];
  readonly x: Json;
  readonly look: Json;
  readonly hidden: number;
}

function bins(data: Grouped, options: Sized): Counted {
  const log = options.log?.includes('x') ?? false;
  const largest = data.groups.reduce((most, { rows }) => Math.max(most, rows.length), 0);
  const wanted = options.bins ?? Math.max(8, Math.min(40, Math.round(Math.sqrt(largest))));
  const edges = new Edges(...extentOf(data), wanted, log);
  const values = data.groups.flatMap(group => {
    const counts = new Array<number>(edges.count).fill(0);
    for (const value of valuesOf(group, data.x)) counts[edges.cellOf(value)]! += 1;
    return counts.map((y, i) => ({ x: edges.edge(i), x2: edges.edge(i + 1), y, ...named(group.s, group.f) }));
  });
  const filled = values.filter(({ y }) => y > 0);
  const x = { x: alongX(data.x, options), x2: { field: 'x2' }, y2: { datum: 0 } };
  return { values: filled, x, look: { type: 'rect', xOffset: 0.5, x2Offset: -0.5 }, hidden: 0 };
}

function categories(data: Grouped, options: Sized): Counted {
  const values = data.groups.flatMap(group => {
    const counts = new Map<Key, number>();
    for (const row of group.rows) {
      const key = data.x.values[row]!;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].map(([x, y]) => ({ x, y, ...named(group.s, group.f) }));
  });
  const kinds = [...new Set(values.map(({ x }) => x))];
  const totals = new Map(kinds.map(kind => [kind, 0]));
  for (const { x, y } of values) totals.set(x, totals.get(x)! + y);
  const shown = new Set(
    kinds.length <= mostCategories
      ? kinds
      : kinds.sort((a, b) => totals.get(b)! - totals.get(a)!).slice(0, mostCategories),
  );
  const offset = data.series.length > 0 ? { xOffset: { field: 's', type: 'nominal', sort: null } } : {};
  return {
    values: values.filter(({ x }) => shown.has(x)),
    x: { x: alongX(data.x, options), ...offset },
    look: {
      width: { band: Math.min(0.75, 0.13 * shown.size) },
      ...(data.series.length > 0 ? { width: { band: 1 } } : {}),
    },
    hidden: kinds.length - shown.size,
  };
}

function tooltips({ x, series, facets }: Grouped, { color, facet }: Sized): Json[] {
  return [
    { field: 'x', type: x.scale, title: x.scale === 'nominal' ? x.name : `${x.name} from` },
    ...(x.scale === 'nominal' ? [] : [{ field: 'x2', type: x.scale, title: 'to' }]),
    ...(series.length > 0 ? [{ field: 's', type: 'nominal', title: color ?? 'series' }] : []),
    ...(facets.length > 0 ? [{ field: 'f', type: 'nominal', title: facet }] : []),
    { field: 'y', type: 'quantitative', title: 'count' },
  ];
}
