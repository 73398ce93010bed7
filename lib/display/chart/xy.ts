import { alongX, alongY, bySeries, isGraded } from './channels.js';
import { type ChartSource, keysOf } from './columns.js';
import { fitLayers } from './fit.js';
import { type Grouped, grouped } from './groups.js';
import { labelledEnds } from './labels.js';
import { zoomName } from './motionless.js';
import type { Mark } from './options.js';
import { counted, type Json, type Picture, type Place, type Sized, thousands } from './picture.js';
import { type Point, pointsOf } from './points.js';
import { palette } from './theme.js';

/** A line with no more points than this has its points marked. */
const markedPoints = 40;

/** Lines, points, bars and areas: a mark for each row. */
export function xyPicture(
  source: ChartSource,
  options: Sized,
  mark: Mark,
  all: Grouped,
  place: Place,
): Picture {
  const graded = mark === 'point' && isGraded(all.series);
  const data = graded ? grouped(source, options, false) : all;
  const keys = graded ? keysOf(source, options.color!) : undefined;
  const { points, all: count } = pointsOf(source, options, mark, data, keys);
  const x =
    mark === 'bar' && all.x.scale === 'quantitative'
      ? { ...alongX(all.x, options), type: 'ordinal', scale: {}, axis: { labelAngle: 0 } }
      : alongX(all.x, options, { room: mark === 'point' });
  const y = alongY(all.ys, options, { room: mark === 'point', zero: mark === 'bar' || mark === 'area' });
  const log = options.log?.includes('y') ?? false;
  const ends = mark === 'line' && !place.series ? labelledEnds(points, all, options.height, log) : undefined;
  const series = place.series ?? all.series;
  const isFacet = options.color !== undefined && options.color === options.facet;
  const colour = bySeries(series, options.color, mark, ends === undefined && !isFacet);
  const main = {
    mark: markLook(mark, points.length, series.length === 0, all, options.size !== undefined),
    ...selections(options, all.x.scale !== 'nominal' && mark !== 'bar'),
    encoding: {
      x,
      y,
      ...colour,
      ...(mark === 'bar' && all.series.length > 0
        ? { xOffset: { field: 's', type: 'nominal', sort: null } }
        : {}),
      ...(mark === 'path' ? { order: { field: 'i', type: 'quantitative' } } : {}),
      ...(options.size === undefined ? {} : { size: sizeChannel(options.size) }),
      ...(options.brush ? { opacity: { condition: { param: 'brush', value: 0.9 }, value: 0.12 } } : {}),
      tooltip: tooltips(all, options),
    },
  };
  const fit = options.fit === undefined ? undefined : fitLayers(options.fit, data, x, y, colour);
  const fewer = `${thousands(points.length)} of ${thousands(count)} points`;
  return {
    data: points,
    layer: [
      ...(options.error === undefined ? [] : [errorLayer(x, y, colour)]),
      main,
      ...(fit?.layer ?? []),
      ...(ends === undefined ? [] : [labelLayer(ends, x, y)]),
    ],
    what: points.length < count ? fewer : counted(count, 'point'),
    notes: [
      ...(points.length < count ? [mark === 'point' ? `${fewer}, chosen at random` : fewer] : []),
      ...(fit?.notes ?? []),
    ],
  };
}

function markLook(mark: Mark, points: number, single: boolean, data: Grouped, sized: boolean): Json {
  const perSeries = points / Math.max(1, data.series.length);
  const colour = single ? { color: palette[0] } : {};
  const look = { type: mark === 'path' ? 'line' : mark, ...colour };
  if (mark === 'line' || mark === 'path') {
    return {
      ...look,
      clip: true,
      point: perSeries <= markedPoints ? { filled: true, size: 28, ...colour } : 'transparent',
    };
  }
  if (mark === 'point') {
    // Large ones cover each other.
    const many = points > 1000 ? { size: 14, opacity: 0.5 } : sized ? { opacity: 0.6 } : {};
    return { ...look, clip: true, ...many };
  }
  if (mark === 'area') return { ...look, line: single ? { color: palette[0] } : true };
  if (mark === 'bar' && data.series.length === 0) {
    const bands = new Set(data.groups.flatMap(group => group.rows.map(row => data.x.values[row]))).size;
    return { ...look, width: { band: Math.min(0.75, 0.13 * bands) } };
  }
  return look;
}

/**
 * Dragging moves the axes (or selects), a wheel with Ctrl or Cmd and pinching zoom, a double click goes back. A wheel alone scrolls the
 * notebook.
 */
function selections({ brush = false }: Sized, movable: boolean): Json {
  const zoom = 'wheel![event.ctrlKey || event.metaKey]';
  const params = [
    ...(movable
      ? [
          {
            name: zoomName,
            select: {
              type: 'interval',
              zoom,
              ...(brush
                ? { translate: false, on: '[mousedown[event.altKey], window:mouseup] > window:mousemove!' }
                : {}),
            },
            bind: 'scales',
          },
        ]
      : []),
    ...(brush ? [{ name: 'brush', select: { type: 'interval', zoom: false } }] : []),
  ];
  return params.length > 0 ? { params } : {};
}

function sizeChannel(name: string): Json {
  return {
    field: 'z',
    type: 'quantitative',
    title: name,
    scale: { range: [12, 400], zero: false },
    legend: {
      titleOrient: 'left',
      titleAnchor: 'middle',
      symbolFillColor: '#808080',
      symbolOpacity: 1,
      symbolStrokeWidth: 0,
    },
  };
}

/** The name of each series beside the end of its line, in the colour of text: few colours of lines can be read. */
function labelLayer(ends: readonly Point[], x: Json, y: Json): Json {
  return {
    data: { values: ends },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8, clip: false },
    encoding: { x, y, text: { field: 's', type: 'nominal' } },
  };
}

function errorLayer(x: Json, y: Json, color: Json): Json {
  const single = Object.keys(color).length === 0 ? { color: palette[0] } : {};
  return {
    mark: { type: 'rule', strokeWidth: 1.2, opacity: 0.7, clip: true, ...single },
    encoding: { x, y: { ...y, field: 'lo' }, y2: { field: 'hi' }, ...color },
  };
}

function tooltips({ x, ys, series, facets }: Grouped, { color, error, size, facet }: Sized): Json[] {
  return [
    { field: 'x', type: x.scale, title: x.name },
    ...(series.length > 0 ? [{ field: 's', type: 'nominal', title: color ?? 'series' }] : []),
    ...(facets.length > 0 ? [{ field: 'f', type: 'nominal', title: facet }] : []),
    { field: 'y', type: 'quantitative', title: ys.length > 1 ? 'value' : ys[0]!.name },
    ...(size === undefined ? [] : [{ field: 'z', type: 'quantitative', title: size }]),
    ...(error === undefined
      ? []
      : [
          { field: 'lo', type: 'quantitative', title: 'from' },
          { field: 'hi', type: 'quantitative', title: 'to' },
        ]),
  ];
}
