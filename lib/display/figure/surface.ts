import { ChartError } from '../../errors/chart-error.js';
import { numbersOf, sourceOf } from '../chart/columns.js';
import { isMatrix, type Matrix, matrixOf } from '../chart/matrix.js';
import { Figure } from './figure.js';
import { camera, figureLayout, said } from './figure-layout.js';
import { plotlyText } from './plotly-text.js';

/** What a surface shows of its data. */
export interface SurfaceOptions<Column extends string = string> {
  /** The columns of a table that say where the heights are, and the column of the heights; a matrix needs none. */
  readonly x?: Column | undefined;
  readonly y?: Column | undefined;
  readonly z?: Column | undefined;
  /** A line above the figure. */
  readonly title?: string | undefined;
  /** @default the name of the column */
  readonly xTitle?: string | undefined;
  readonly yTitle?: string | undefined;
  readonly zTitle?: string | undefined;
  /** In pixels. @default the width of the notebook */
  readonly width?: number | undefined;
  /** In pixels. @default 500 */
  readonly height?: number | undefined;
}

interface Heights {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly (readonly number[])[];
}

/** More heights along a side than these are thinned. */
const most = 200;

/**
 * Plots heights as a surface in space, to be turned by the mouse: those of a matrix, or of a table whose rows lie on a grid.
 *
 * @throws ChartError when there is no grid
 * @example
 * const rows = [0, 1, 2].flatMap(x => [0, 1, 2].map(y => ({ x, y, height: x * y })))
 * surface(rows, { x: 'x', y: 'y', z: 'height' })
 */
export function surface(matrix: Matrix, options?: SurfaceOptions<never>): Figure;
export function surface<Row extends object>(
  data: Iterable<Row>,
  options: SurfaceOptions<keyof Row & string>,
): Figure;
export function surface(data: Iterable<object> | Matrix, options: SurfaceOptions = {}): Figure {
  const whole = isMatrix(data) ? ofMatrix(data) : ofTable(data, options);
  const [every, each] = [whole.y.length, whole.x.length].map(count => Math.ceil(count / most)) as [
    number,
    number,
  ];
  const kept = <T>(values: readonly T[], step: number) => values.filter((_, i) => i % step === 0);
  const note =
    every * each > 1
      ? `every ${each === every ? each : `${each} × ${every}`}th of ${whole.x.length} × ${whole.y.length} heights`
      : undefined;
  const { x = 'column', y = 'row', z = 'height' } = options;
  const titles = [options.xTitle ?? x, options.yTitle ?? y, options.zTitle ?? z].map(plotlyText);
  const trace = {
    type: 'surface',
    x: kept(whole.x, each),
    y: kept(whole.y, every),
    // JSON has no NaN; plotly leaves out what is null.
    z: kept(whole.z, every).map(row => kept(row, each).map(value => (Number.isFinite(value) ? value : null))),
    colorscale: 'Viridis',
    colorbar: { title: { text: titles[2] }, thickness: 12, len: 0.6 },
    hovertemplate: `${titles[0]}: %{x}<br>${titles[1]}: %{y}<br>${titles[2]}: %{z}<extra></extra>`,
  };
  const [xaxis, yaxis, zaxis] = titles.map(text => ({ title: { text } }));
  const layout = {
    ...figureLayout(options, note),
    scene: { xaxis, yaxis, zaxis, aspectmode: 'cube', camera },
  };
  return new Figure(
    { data: [trace], layout },
    said(options.title, `${z} by ${x} and ${y}`, note ?? `${whole.x.length} × ${whole.y.length} heights`),
  );
}

function ofMatrix(matrix: Matrix): Heights {
  const { data, width, height } = matrixOf(matrix);
  return {
    x: Array.from({ length: width }, (_, i) => i),
    y: Array.from({ length: height }, (_, i) => i),
    z: Array.from({ length: height }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width))),
  };
}

function ofTable(data: Iterable<object>, { x, y, z }: SurfaceOptions): Heights {
  if (x === undefined || y === undefined || z === undefined) {
    throw new ChartError(
      'A surface of a table needs its columns: surface(table, { x, y, z }). A matrix needs none.',
    );
  }
  const source = sourceOf(data);
  const [xs, ys, zs] = [x, y, z].map(name => numbersOf(source, name).values);
  const lines = (values: readonly (number | undefined)[]) =>
    [...new Set(values)].filter(value => value !== undefined).sort((a, b) => a - b);
  const [across, up] = [lines(xs!), lines(ys!)];
  if (across.length * up.length > 4 * source.length + 100) {
    throw new ChartError(
      `The ${source.length} rows lie on no grid: there are ${across.length} values of "${x}" and ${up.length} of "${y}". plot3d shows points anywhere.`,
    );
  }
  const [columns, rows] = [across, up].map(values => new Map(values.map((value, i) => [value, i])));
  const heights = up.map(() => across.map(() => Number.NaN));
  zs!.forEach((height, i) => {
    const [row, column] = [rows!.get(ys![i]!), columns!.get(xs![i]!)];
    if (height !== undefined && row !== undefined && column !== undefined) heights[row]![column] = height;
  });
  return { x: across, y: up, z: heights };
}
