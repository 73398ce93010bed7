import type { ChartData, Point } from './chart-data.js';
import { labelledEnds } from './chart-labels.js';
import type { ChartRule, Mark, PlotOptions } from './chart-options.js';
import { palette } from './chart-theme.js';

type Json = Record<string, unknown>;

const symbols: Readonly<Record<Mark, string>> = {
  line: 'stroke',
  point: 'circle',
  bar: 'square',
  area: 'square',
};
/** Pixels between the outermost points and the frame. */
const pointRoom = 10;
/** A line with no more points than this has its points marked. */
const markedPoints = 40;
/** Pixels of the horizontal axis for one of its labels: closer ones are hard to read. */
const labelRoom = 80;
/** More series of numbers than this get a scale of colours instead of one colour each. */
const mostColours = palette.length;

/**
 * The Vega-Lite specification of a chart, without its theme. It keeps to what version 5.6 understands, which is what JupyterLab
 * has.
 */
export function chartSpec(data: ChartData, options: PlotOptions): Json {
  const { width = 640, height = 320, title } = options;
  const mark = markOf(data, options);
  const frame = {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    ...(title === undefined ? {} : { title }),
  };
  if (data.points.length === 0) return { ...frame, ...emptyLayers() };
  const x = xEncoding(data, options, mark, width);
  const y = {
    field: 'y',
    type: 'quantitative',
    title: options.yTitle ?? (typeof options.y === 'string' ? options.y : null),
    scale: { zero: mark === 'bar' || mark === 'area', ...(mark === 'point' ? { padding: pointRoom } : {}) },
  };
  const ends = mark === 'line' ? labelledEnds(data, height) : undefined;
  const color = colour(data, options, mark, ends === undefined);
  const layer = [
    ...[options.rule ?? []].flat().flatMap(ruleLayers),
    ...(options.error === undefined ? [] : [errorLayer(x, y, color)]),
    { mark: markLook(mark, data), encoding: { x, y, ...color, tooltip: tooltips(data, options) } },
    ...(ends === undefined ? [] : [labelLayer(ends, x, y, color)]),
  ];
  return { ...frame, data: { values: data.points }, layer };
}

function markOf(data: ChartData, options: PlotOptions): Mark {
  if (options.mark !== undefined) return options.mark;
  if (data.x === 'nominal') return 'bar';
  return options.error === undefined ? 'line' : 'point';
}

function xEncoding(data: ChartData, options: PlotOptions, mark: Mark, width: number): Json {
  const common = { field: 'x', title: options.xTitle ?? options.x };
  if (data.x === 'nominal') {
    return { ...common, type: 'nominal', sort: null, axis: { labelAngle: 0, labelLimit: 120 } };
  }
  if (mark === 'bar') return { ...common, type: 'ordinal', axis: { labelAngle: 0 } };
  const room = mark === 'point' ? { padding: pointRoom } : {};
  const axis = { tickCount: Math.max(2, Math.round(width / labelRoom)) };
  return { ...common, type: data.x, axis, scale: data.x === 'temporal' ? room : { zero: false, ...room } };
}

function markLook(mark: Mark, data: ChartData): Json {
  const perSeries = data.points.length / Math.max(1, data.series.length);
  const single = data.series.length === 0 ? { color: palette[0] } : {};
  if (mark === 'line' && perSeries <= markedPoints) {
    return { type: mark, ...single, point: { filled: true, size: 28 } };
  }
  if (mark === 'bar' && data.series.length === 0) {
    const bands = new Set(data.points.map(point => point.x)).size;
    return { type: mark, ...single, width: { band: Math.min(0.75, 0.13 * bands) } };
  }
  return { type: mark, ...single };
}

function colour(data: ChartData, options: PlotOptions, mark: Mark, legend: boolean): Json {
  if (data.series.length === 0) return {};
  const title = options.color ?? null;
  if (data.series.length > mostColours && data.series.every(s => typeof s === 'number')) {
    const scale = { scheme: 'viridis' };
    return {
      color: {
        field: 's',
        type: 'quantitative',
        title,
        scale,
        legend: { gradientLength: 160, gradientThickness: 8 },
      },
      detail: { field: 's', type: 'nominal' },
    };
  }
  return {
    color: {
      field: 's',
      type: 'nominal',
      title,
      sort: null,
      scale: { domain: data.series, range: data.series.map((_, i) => palette[i % palette.length]) },
      legend: legend ? { symbolType: symbols[mark], titleOrient: 'left', titleAnchor: 'middle' } : null,
    },
    ...(mark === 'bar' ? { xOffset: { field: 's', type: 'nominal', sort: null } } : {}),
  };
}

/** The name of each series beside the end of its line. */
function labelLayer(ends: readonly Point[], x: Json, y: Json, color: Json): Json {
  return {
    data: { values: ends },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8 },
    encoding: { x, y, ...color, text: { field: 's', type: 'nominal' } },
  };
}

function errorLayer(x: Json, y: Json, color: Json): Json {
  const single = Object.keys(color).length === 0 ? { color: palette[0] } : {};
  return {
    mark: { type: 'rule', strokeWidth: 1.2, opacity: 0.7, ...single },
    encoding: { x, y: { ...y, field: 'lo' }, y2: { field: 'hi' }, ...color },
  };
}

function tooltips(data: ChartData, options: PlotOptions): Json[] {
  const several = typeof options.y !== 'string';
  return [
    { field: 'x', type: data.x, title: options.x },
    ...(data.series.length > 0 ? [{ field: 's', type: 'nominal', title: options.color ?? 'series' }] : []),
    { field: 'y', type: 'quantitative', title: several ? 'value' : options.y },
    ...(options.error === undefined
      ? []
      : [
          { field: 'lo', type: 'quantitative', title: 'from' },
          { field: 'hi', type: 'quantitative', title: 'to' },
        ]),
  ];
}

function ruleLayers({ x, y, label }: ChartRule): Json[] {
  const axis = y === undefined ? 'x' : 'y';
  const at = { datum: y ?? Number(x) };
  const beside =
    axis === 'y'
      ? {
          mark: { type: 'text', align: 'right', baseline: 'bottom', dx: -2, dy: -3, text: label },
          at: { x: { value: 'width' } },
        }
      : {
          mark: { type: 'text', align: 'left', baseline: 'top', dx: 4, text: label },
          at: { y: { value: 0 } },
        };
  return [
    { data: { values: [{}] }, mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { [axis]: at } },
    ...(label === undefined
      ? []
      : [{ data: { values: [{}] }, mark: beside.mark, encoding: { [axis]: at, ...beside.at } }]),
  ];
}

/** An empty chart says so, rather than show axes without meaning. */
function emptyLayers(): Json {
  return { data: { values: [{}] }, mark: { type: 'text', text: 'no data yet', fontSize: 13 } };
}
