import type { Axis, Numbers } from './columns.js';
import type { Mark } from './options.js';
import type { Json, Sized } from './picture.js';
import { dashes, palette } from './theme.js';

/** Pixels between the outermost points and the frame. */
const pointRoom = 10;
/** Pixels of the horizontal axis for one of its labels: closer ones are hard to read; on a logarithmic axis they are not even. */
const labelRoom = 80;
const logLabelRoom = 160;
/** More series of numbers than this get a scale of colours instead of one colour each. */
const mostColours = palette.length;

const symbols: Partial<Record<Mark, string>> = { line: 'stroke', path: 'stroke', point: 'circle' };

/** The channel of an axis of numbers or times. */
export function alongX(axis: Axis, options: Sized, look: { room?: boolean; zero?: boolean } = {}): Json {
  const title = options.xTitle ?? axis.name;
  if (axis.scale === 'nominal') {
    return {
      field: 'x',
      type: 'nominal',
      sort: null,
      title,
      axis: { labelAngle: 0, labelLimit: 120 },
      scale: { paddingInner: 0.3 },
    };
  }
  const log = options.log?.includes('x') ?? false;
  return {
    field: 'x',
    type: axis.scale,
    title,
    axis: { tickCount: Math.max(log ? 2 : 4, Math.round(options.width / (log ? logLabelRoom : labelRoom))) },
    scale: scaleOf(axis, log, look),
  };
}

/** The channel of a vertical axis that may be of anything, as {@link alongX} makes it, without a grid. */
export function alongUp(axis: Axis, options: Sized): Json {
  const turned = {
    ...options,
    xTitle: options.yTitle,
    log: options.log?.includes('y') ? ('x' as const) : undefined,
    width: options.height * 1.5,
  };
  const along = alongX(axis, turned);
  const ticks = axis.scale === 'nominal' ? {} : (along['axis'] as Json);
  return { ...along, field: 'y', axis: { ...ticks, grid: false } };
}

/** The channel of the vertical axis of numbers. */
export function alongY(
  ys: readonly Pick<Numbers, 'name'>[],
  options: Sized,
  look: { room?: boolean; zero?: boolean } = {},
): Json {
  const log = options.log?.includes('y') ?? false;
  return {
    field: 'y',
    type: 'quantitative',
    title: options.yTitle ?? sharedTitle(ys.map(({ name }) => name)),
    scale: scaleOf({ scale: 'quantitative' }, log, look),
  };
}

function scaleOf(
  { scale }: Pick<Axis, 'scale'>,
  log: boolean,
  look: { room?: boolean; zero?: boolean },
): Json {
  const { room = false, zero = false } = look;
  return {
    ...(scale === 'temporal' || log ? {} : { zero }),
    ...(log ? { type: 'log', nice: false } : {}),
    ...(room ? { padding: pointRoom } : {}),
  };
}

/** The name of one column; of several the unit that they share, as in `T [K]`. */
function sharedTitle(names: readonly string[]): string | null {
  if (names.length < 2) return names[0] ?? null;
  const units = new Set(names.map(name => /\[[^\]]+\]\s*$/.exec(name)?.[0].trim()));
  return units.size === 1 ? ([...units][0] ?? null) : null;
}

/** Whether so many series get a scale of colours. */
export function isGraded(series: readonly (number | string)[]): boolean {
  return series.length > mostColours && series.every(s => typeof s === 'number');
}

/**
 * How series are told apart; nothing for a single one. More lines than there are colours differ by dashes too.
 *
 * @param legend false where the series are named otherwise
 */
export function bySeries(
  series: readonly (number | string)[],
  title: string | undefined,
  mark: Mark,
  legend = true,
): Json {
  if (series.length === 0) return {};
  if (isGraded(series)) {
    return {
      color: { ...gradedColour('s', title ?? null), ...(legend ? {} : { legend: null }) },
      detail: { field: 's', type: 'nominal' },
    };
  }
  const common = { field: 's', type: 'nominal', title: title ?? null, sort: null };
  const look = legend
    ? { symbolType: symbols[mark] ?? 'square', titleOrient: 'left', titleAnchor: 'middle', columns: 5 }
    : null;
  const range = series.map((_, i) => palette[i % palette.length]);
  const color = { ...common, scale: { domain: series, range }, legend: look };
  if (series.length <= palette.length || (mark !== 'line' && mark !== 'path')) return { color };
  const patterns = series.map((_, i) => dashes[Math.floor(i / palette.length) % dashes.length]);
  const stroke = { symbolType: 'stroke', columns: 5 };
  return {
    color,
    strokeDash: { ...common, scale: { domain: series, range: patterns }, legend: stroke },
  };
}

/**
 * A colour for a number, with examples that tell which. Vega's bar of all colours refers to its gradient by the address of the page,
 * and loses it as soon as JupyterLab opens another notebook.
 */
export function gradedColour(field: string, title: string | null, scale: Json = {}): Json {
  return {
    field,
    type: 'quantitative',
    title,
    scale: { scheme: 'viridis', zero: false, ...scale },
    legend: {
      type: 'symbol',
      symbolType: 'square',
      symbolSize: 110,
      symbolOpacity: 1,
      titleOrient: 'left',
      titleAnchor: 'middle',
      tickCount: 5,
    },
  };
}
