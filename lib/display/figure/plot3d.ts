import { ChartError } from '../../errors/chart-error.js';
import { isGraded } from '../chart/channels.js';
import { inOrder, keysOf, numbersOf, sourceOf } from '../chart/columns.js';
import { thousands } from '../chart/picture.js';
import { palette } from '../chart/theme.js';
import { sampled } from '../chart/thin.js';
import { Figure } from './figure.js';
import { camera, figureLayout, said } from './figure-layout.js';
import { plotlyText } from './plotly-text.js';

/** What a plot in space shows of its data. */
export interface Plot3dOptions<Column extends string = string> {
  /** The columns of numbers along the three axes. */
  readonly x: Column;
  readonly y: Column;
  readonly z: Column;
  /** The column of numbers or kinds that points show by their colour. */
  readonly color?: Column | undefined;
  /** The column of numbers that points show by their size. */
  readonly size?: Column | undefined;
  /** `path` is a line from row to row. @default 'point' */
  readonly mark?: 'point' | 'path' | undefined;
  /** Axes that are logarithmic, such as 'xz'. */
  readonly log?: string | undefined;
  /** A line above the figure. */
  readonly title?: string | undefined;
  /** In pixels. @default the width of the notebook */
  readonly width?: number | undefined;
  /** In pixels. @default 500 */
  readonly height?: number | undefined;
}

/** More series than this have no colours of their own. */
const mostSeries = palette.length;
const [smallest, largest] = [4, 20];

/**
 * Plots columns of a table in space, to be turned by the mouse. Of a large table some rows are shown, chosen at random.
 *
 * @throws UnknownColumnError
 * @throws NotANumberError
 * @example
 * const spiral = Array.from({ length: 200 }, (_, i) => ({ x: Math.cos(i / 10), y: Math.sin(i / 10), z: i }))
 * plot3d(spiral, { x: 'x', y: 'y', z: 'z', color: 'z' })
 */
export function plot3d<Row extends object>(
  data: Iterable<Row>,
  options: Plot3dOptions<keyof Row & string>,
): Figure {
  const { x, y, z, color, size, mark = 'point', title } = options;
  const source = sourceOf(data);
  const axes = [x, y, z].map(name => numbersOf(source, name).values);
  const whole = [...Array(source.length).keys()].filter(row =>
    axes.every(
      (values, i) => values[row] !== undefined && (!options.log?.includes('xyz'[i]!) || values[row] > 0),
    ),
  );
  const rows = mark === 'path' ? whole : sampled(whole);
  const keys = color === undefined ? undefined : keysOf(source, color);
  const kinds = keys === undefined ? [] : inOrder([...new Set(rows.map(row => keys[row]!))]);
  const graded =
    kinds.length > 0 &&
    (isGraded(kinds) || (mark === 'point' && kinds.every(kind => typeof kind === 'number')));
  if (!graded && kinds.length > 40) {
    throw new ChartError(
      `Column "${color}" has ${kinds.length} kinds: too many to tell apart by colour. Name a column of numbers or of fewer kinds.`,
    );
  }
  const sizes = size === undefined ? undefined : scaled(numbersOf(source, size).values, rows);
  const groups =
    graded || keys === undefined
      ? [{ name: undefined, rows }]
      : kinds.map(name => ({ name, rows: rows.filter(row => keys[row] === name) }));
  const traces = groups.map(({ name, rows }, i) => {
    const [xs, ys, zs] = axes.map(values => rows.map(row => values[row]));
    const own = palette[i % mostSeries];
    return {
      type: 'scatter3d',
      mode: mark === 'path' ? 'lines' : 'markers',
      ...(name === undefined ? {} : { name: plotlyText(String(name)) }),
      x: xs,
      y: ys,
      z: zs,
      line: { color: own, width: 4 },
      marker: {
        size: sizes ? rows.map(row => sizes.get(row)) : rows.length > 1000 ? 2.5 : 4,
        opacity: 0.85,
        line: { width: 0 },
        ...(graded && keys
          ? {
              color: rows.map(row => keys[row]),
              colorscale: 'Viridis',
              colorbar: { title: { text: plotlyText(color!) }, thickness: 12, len: 0.6 },
            }
          : { color: own }),
      },
      hovertemplate: `${plotlyText(x)}: %{x}<br>${plotlyText(y)}: %{y}<br>${plotlyText(z)}: %{z}<extra>${plotlyText(String(name ?? ''))}</extra>`,
    };
  });
  const less =
    rows.length < whole.length
      ? `${thousands(rows.length)} of ${thousands(whole.length)} points, chosen at random`
      : undefined;
  const axis = (name: string, letter: string) => ({
    title: { text: plotlyText(name) },
    ...(options.log?.includes(letter) ? { type: 'log' } : {}),
  });
  const layout = {
    ...figureLayout(options, less),
    showlegend: groups.length > 1,
    scene: { xaxis: axis(x, 'x'), yaxis: axis(y, 'y'), zaxis: axis(z, 'z'), aspectmode: 'cube', camera },
  };
  return new Figure(
    { data: traces, layout },
    said(title, `${z} by ${x} and ${y}`, less ?? `${thousands(rows.length)} points`),
  );
}

/** Diameters in pixels, areas in proportion to the values. */
function scaled(values: readonly (number | undefined)[], rows: readonly number[]): Map<number, number> {
  const roots = rows.map(row => Math.sqrt(Math.max(0, values[row] ?? 0)));
  const most = roots.reduce((a, b) => Math.max(a, b), 0) || 1;
  return new Map(rows.map((row, i) => [row, smallest + ((largest - smallest) * roots[i]!) / most]));
}
