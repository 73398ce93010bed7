import { axisOf, inOrder, numbersOf, sourceOf } from '../chart/columns.js';
import { thousands } from '../chart/picture.js';
import { palette } from '../chart/theme.js';
import { sampled } from '../chart/thin.js';
import { Figure } from './figure.js';
import { figureLayout, said } from './figure-layout.js';
import { plotlyText } from './plotly-text.js';

/** What parallel coordinates show of their data. */
export interface ParallelOptions<Column extends string = string> {
  /** The columns that get an axis each. @default all */
  readonly columns?: readonly Column[] | undefined;
  /** The column of numbers that lines show by their colour. */
  readonly color?: Column | undefined;
  /** A line above the figure. */
  readonly title?: string | undefined;
  /** In pixels. @default the width of the notebook */
  readonly width?: number | undefined;
  /** In pixels. @default 420 */
  readonly height?: number | undefined;
}

const mostLines = 2000;
const mostKinds = 30;

/**
 * Draws a line for each row across an axis for each column: the parameters of a sweep beside what came out. Dragging along an axis
 * picks lines.
 *
 * @example
 * const runs = [{ temp: 1, steps: 200, press: 2.3 }, { temp: 1.1, steps: 400, press: 3 }]
 * parallel(runs, { color: 'press' })
 */
export function parallel<Row extends object>(
  data: Iterable<Row>,
  options: ParallelOptions<keyof Row & string> = {},
): Figure {
  const source = sourceOf(data);
  const names: readonly string[] = options.columns ?? source.columns;
  const rows = sampled([...Array(source.length).keys()], mostLines);
  const dimensions = names.map(name => {
    const { scale, values } = axisOf(source, name);
    if (scale !== 'nominal') return { label: plotlyText(name), values: rows.map(row => values[row] ?? null) };
    const kinds = inOrder([...new Set(values)].map(value => String(value ?? ''))).slice(0, mostKinds);
    return {
      label: plotlyText(name),
      values: rows.map(row => Math.max(0, kinds.indexOf(String(values[row] ?? '')))),
      tickvals: kinds.map((_, i) => i),
      ticktext: kinds,
    };
  });
  const colours = options.color === undefined ? undefined : numbersOf(source, options.color).values;
  const line = colours
    ? {
        color: rows.map(row => colours[row] ?? null),
        colorscale: 'Viridis',
        showscale: true,
        colorbar: { title: { text: plotlyText(options.color!) }, thickness: 12 },
      }
    : { color: palette[0] };
  const note =
    rows.length < source.length
      ? `${thousands(rows.length)} of ${thousands(source.length)} rows, chosen at random`
      : undefined;
  const layout = {
    ...figureLayout({ ...options, height: options.height ?? 420 }, note),
    margin: { l: 70, r: 40, t: options.title === undefined ? 60 : 100, b: 30 },
  };
  return new Figure(
    { data: [{ type: 'parcoords', dimensions, line }], layout },
    said(options.title, names.join(', '), note ?? `${thousands(rows.length)} rows`),
  );
}
