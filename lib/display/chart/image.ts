import { ChartError } from '../../errors/chart-error.js';
import { alongUp, alongX, gradedColour } from './channels.js';
import { type Axis, axisOf, type ChartSource, extent, numbersOf } from './columns.js';
import { type Matrix, matrixOf, type Numbers2 } from './matrix.js';
import type { Picture, Sized } from './picture.js';
import { rasterPng } from './raster.js';

/** More pixels along a side than this are averaged. */
const mostPixels = 512;

const { isNaN: isMissing } = Number;

/** A field: numbers on a grid, and where the grid lies. */
interface Field extends Numbers2 {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  readonly xName: string;
  readonly yName: string;
  readonly name: string;
  /** Whether the first row is the upper one, as in matrices and photographs. */
  readonly fromTop: boolean;
}

/** A table of a regular grid as a picture: the columns `x` and `y` say where, `color` what. */
export function gridPicture(source: ChartSource, options: Sized): Picture {
  const yName = [options.y ?? []].flat()[0];
  if (options.x === undefined || yName === undefined || options.color === undefined) {
    throw new ChartError(
      `An image of a table needs the columns x, y and color: plot(table, { mark: 'image', x, y, color }). A matrix needs none: plot(matrix, { mark: 'image' }).`,
    );
  }
  const x = lines(axisOf(source, options.x));
  const y = lines(axisOf(source, yName));
  const color = numbersOf(source, options.color);
  const data = new Float64Array(x.count * y.count).fill(Number.NaN);
  for (let row = 0; row < source.length; row++) {
    const i = x.cellOf(row);
    const j = y.cellOf(row);
    const value = color.values[row];
    if (i !== undefined && j !== undefined && value !== undefined) data[j * x.count + i] = value;
  }
  const field = { data, width: x.count, height: y.count, x: x.range, y: y.range, fromTop: false };
  return picture({ ...field, xName: options.x, yName, name: options.color }, options);
}

/** A matrix as a picture: its first row at the top, as in a photograph. */
export function matrixPicture(matrix: Matrix, options: Sized): Picture {
  const numbers = matrixOf(matrix);
  return picture(
    {
      ...numbers,
      x: [-0.5, numbers.width - 0.5],
      y: [-0.5, numbers.height - 0.5],
      xName: 'column',
      yName: 'row',
      name: '',
      fromTop: true,
    },
    options,
  );
}

function picture(whole: Field, options: Sized): Picture {
  const { x, y, xName, yName, name, fromTop } = whole;
  const field = averaged(whole);
  const [low, high] = extent(field.data);
  const span = high - low || 1;
  const parts = new Float64Array(field.data.length);
  for (let row = 0; row < field.height; row++) {
    const from = fromTop ? row : field.height - 1 - row;
    for (let column = 0; column < field.width; column++) {
      parts[row * field.width + column] = (field.data[from * field.width + column]! - low) / span;
    }
  }
  // Each value is a square of pixels, where there are few: front ends would blur them otherwise.
  const times = Math.max(1, Math.floor((2 * mostPixels) / Math.max(field.width, field.height)));
  const url = `data:image/png;base64,${rasterPng(parts, field.width, field.height, times).toString('base64')}`;
  const axis = (along: string): Axis => ({ name: along, scale: 'quantitative', values: [] });
  const linear = { ...options, log: undefined };
  const across = { ...alongX(axis(xName), linear), scale: { zero: false, nice: false } };
  const up = {
    ...alongUp(axis(yName), linear),
    scale: { zero: false, nice: false, ...(fromTop ? { reverse: true } : {}) },
  };
  const smaller = field.width < whole.width || field.height < whole.height;
  return {
    data: [{ x: x[0], x2: x[1], y: y[0], y2: y[1] }],
    layer: [
      {
        mark: { type: 'image', aspect: false, smooth: false },
        encoding: {
          url: { value: url },
          x: across,
          x2: { field: 'x2' },
          y: up,
          y2: { field: 'y2' },
        },
      },
      {
        data: { values: [{ c: low }, { c: high }] },
        mark: { type: 'point', opacity: 0 },
        encoding: { color: gradedColour('c', name || null) },
      },
    ],
    what: `${whole.width} × ${whole.height} values`,
    notes: smaller ? [`averages of ${whole.width} × ${whole.height} values`] : [],
  };
}

/** Means of blocks, where there are more values than pixels. */
function averaged(field: Field): Numbers2 {
  const across = Math.ceil(field.width / mostPixels);
  const down = Math.ceil(field.height / mostPixels);
  if (across === 1 && down === 1) return field;
  const width = Math.ceil(field.width / across);
  const height = Math.ceil(field.height / down);
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  let at = 0;
  for (let row = 0; row < field.height; row++) {
    const line = Math.floor(row / down) * width;
    for (let column = 0; column < field.width; column++) {
      const value = field.data[at++]!;
      const block = line + ((column / across) | 0);
      if (isMissing(value)) continue;
      sums[block]! += value;
      counts[block]! += 1;
    }
  }
  return { data: sums.map((sum, i) => sum / counts[i]!), width, height };
}

/** The lines of a regular grid along an axis. */
function lines(axis: Axis) {
  if (axis.scale === 'nominal') {
    throw new ChartError(
      `Column "${axis.name}" holds texts: an image needs numbers there. The mark 'heatmap' takes texts.`,
    );
  }
  const values = axis.values as readonly (number | undefined)[];
  const [low, high] = extent(values);
  const distinct = Float64Array.from(new Set(values.filter(value => value !== undefined))).sort();
  const gaps = distinct.subarray(1).map((value, i) => value - distinct[i]!);
  const step = gaps.length > 0 ? gaps.sort()[gaps.length >> 1]! : 1;
  const count = Math.max(1, Math.round((high - low) / step) + 1);
  if (!(count <= 4 * distinct.length)) {
    throw new ChartError(
      `The values of column "${axis.name}" lie on no regular grid, which an image needs. The mark 'heatmap' takes any.`,
    );
  }
  return {
    count,
    range: [low - step / 2, high + step / 2] as const,
    cellOf: (row: number) => (values[row] === undefined ? undefined : Math.round((values[row] - low) / step)),
  };
}
