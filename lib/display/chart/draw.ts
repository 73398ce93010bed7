import { ChartError } from '../../errors/chart-error.js';
import { boxPicture } from './box.js';
import type { ChartSource } from './columns.js';
import { densityPicture } from './density.js';
import { frame, panelSize } from './frame.js';
import { type Grouped, grouped } from './groups.js';
import { heatmapPicture } from './heatmap.js';
import { histogramPicture } from './histogram.js';
import { gridPicture, matrixPicture } from './image.js';
import type { Matrix } from './matrix.js';
import { fits, type Mark, marks, type PlotOptions } from './options.js';
import type { Json, Picture, Place, Sized } from './picture.js';
import { xyPicture } from './xy.js';

/** A chart as a specification without its theme, as a line of text, and as what others need to share its colours. */
export interface Drawing {
  readonly spec: Json;
  readonly text: string;
  /** The series that have a colour each. */
  readonly series?: readonly (number | string)[];
  /** What a single series is called. */
  readonly name?: string;
}

/** Draws a chart anew with other options, or among others. */
export type Draw = (changes: PlotOptions, place?: Place) => Drawing;

/** Draws columns of a table. */
export function drawTable(source: ChartSource, asked: PlotOptions, place: Place = {}): Drawing {
  const options = sized(asked);
  check(options);
  const title = options.title;
  if (source.length === 0) {
    return { spec: frame(empty, options, []), text: text('no data yet', title, subject(options)) };
  }
  if (options.mark === 'heatmap' || options.mark === 'image') {
    const picture =
      options.mark === 'heatmap' ? heatmapPicture(source, options) : gridPicture(source, options);
    return { spec: frame(picture, options, []), text: text(picture.what, title, subject(options)) };
  }
  const byName = options.x === undefined && (options.mark === 'box' || options.mark === 'density');
  const data = grouped(source, options);
  if (data.groups.length === 0) {
    return { spec: frame(empty, options, []), text: text('no data yet', title, subject(options)) };
  }
  const mark = options.mark ?? usualMark(data, options);
  const shown = place.name !== undefined && data.series.length === 0 ? renamed(data, place.name) : data;
  const room = { ...options, ...panelSize(options, data.facets) };
  const picture = ofMark(source, room, mark, shown, byName, place);
  const lost = data.notPositive > 0 ? [`without ${data.notPositive} at or below 0`] : [];
  const facets =
    data.hiddenFacets > 0
      ? [`the first ${data.facets.length} of ${data.facets.length + data.hiddenFacets}`]
      : [];
  const whole = { ...picture, notes: [...picture.notes, ...facets, ...lost] };
  return {
    spec: frame(whole, options, data.facets),
    text: text(
      [picture.what, ...whole.notes.filter(note => !note.startsWith(picture.what))].join(', '),
      title,
      subject(options),
    ),
    series: data.series,
    name: data.ys[0]?.name ?? data.x.name,
  };
}

/** Draws a matrix as an image. */
export function drawMatrix(matrix: Matrix, asked: PlotOptions): Drawing {
  const options = sized(asked);
  const picture = matrixPicture(matrix, options);
  return { spec: frame(picture, options, []), text: text(picture.what, options.title, 'a matrix') };
}

function ofMark(
  source: ChartSource,
  options: Sized,
  mark: Mark,
  data: Grouped,
  byName: boolean,
  place: Place,
): Picture {
  switch (mark) {
    case 'histogram':
      return histogramPicture(options, data, place);
    case 'density':
      return densityPicture(options, data, place);
    case 'box':
      return boxPicture(options, data, byName, place);
    default:
      return xyPicture(source, options, mark, data, place);
  }
}

/** The same rows as a series of this name. */
function renamed(data: Grouped, name: string): Grouped {
  return { ...data, series: [name], groups: data.groups.map(group => ({ ...group, s: name })) };
}

function sized(options: PlotOptions): Sized {
  return { ...options, width: options.width ?? 640, height: options.height ?? 320 };
}

function check({ mark, fit, x, y }: Sized): void {
  if (mark !== undefined && !marks.includes(mark)) {
    throw new ChartError(`There is no mark "${mark}". There are ${marks.join(', ')}.`);
  }
  if (fit !== undefined && !fits.includes(fit)) {
    throw new ChartError(`There is no fit "${fit}". There are ${fits.join(', ')}.`);
  }
  if (x === undefined && y === undefined) {
    throw new ChartError(
      'Name the columns to plot: plot(table, { x, y }), or { x } alone to count its values.',
    );
  }
  const names = y === undefined ? 0 : [y].flat().length;
  if (mark === 'heatmap' && (x === undefined || names !== 1)) {
    throw new ChartError(
      'A heat map needs one column x and one column y: plot(table, { mark: "heatmap", x, y, color }).',
    );
  }
  if (names === 0 && mark !== undefined && !['histogram', 'density', 'heatmap', 'image'].includes(mark)) {
    throw new ChartError(
      `The mark "${mark}" needs a column y. Without one, histogram and density show the values of x.`,
    );
  }
}

/** Counts without a y; a line where each series goes one way along x; bars of texts, boxes where they repeat. */
function usualMark({ x, ys, groups }: Grouped, options: Sized): Mark {
  if (ys.length === 0) return 'histogram';
  const repeats = groups.some(({ rows }) => new Set(rows.map(row => x.values[row])).size < rows.length);
  if (x.scale === 'nominal') return repeats && options.error === undefined ? 'box' : 'bar';
  if (options.error !== undefined || options.fit !== undefined || options.size !== undefined) return 'point';
  const oneWay = groups.every(({ rows }) => {
    const at = (i: number) => Number(x.values[rows[i]!]);
    const falling = rows.length > 1 && at(1) < at(0);
    return rows.every((_, i) => i === 0 || (falling ? at(i) < at(i - 1) : at(i) > at(i - 1)));
  });
  return oneWay ? 'line' : 'point';
}

/** An empty chart says so, rather than show axes without meaning. */
const empty: Picture = {
  data: [{}],
  layer: [{ mark: { type: 'text', text: 'no data yet', fontSize: 13 } }],
  what: 'no data yet',
  notes: [],
};

function subject({ x, y }: PlotOptions): string {
  const ys = [y ?? []].flat().join(', ');
  return ys === '' ? `${x}` : x === undefined ? ys : `${ys} by ${x}`;
}

function text(what: string, title: string | undefined, subject: string): string {
  return `Chart: ${title === undefined ? subject : `${title} (${subject})`}, ${what}`;
}
