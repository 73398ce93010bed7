import { axisOf, inOrder, numbersOf, sourceOf } from '../chart/columns.js';
import { thousands } from '../chart/picture.js';
import { lineColours, palette } from '../chart/theme.js';
import { sampled } from '../chart/thin.js';
import { Figure } from './figure.js';
import { figureLayout, said } from './figure-layout.js';
import { plotlyText } from './plotly-text.js';
import { tickText } from './ticks.js';

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
const mostSteps = 6;

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
    if (scale !== 'nominal') {
      const steps = stepsOf(values as readonly (number | undefined)[]);
      const ticks = scale === 'quantitative' && steps !== undefined;
      return {
        label: plotlyText(name),
        values: rows.map(row => values[row] ?? null),
        ...(ticks ? { tickvals: steps, ticktext: steps.map(tickText) } : {}),
      };
    }
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
        colorscale: lineColours.map((colour, i) => [i / (lineColours.length - 1), colour]),
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
    margin: { l: 70, r: 40, t: options.title === undefined ? 60 : 90, b: 30 },
  };
  return new Figure(
    { data: [{ type: 'parcoords', dimensions, line }], layout },
    said(options.title, names.join(', '), note ?? `${thousands(rows.length)} rows`),
  );
}

/** The different numbers of a column that has few of them, as a parameter of a grid has: its axis names these alone. */
function stepsOf(values: readonly (number | undefined)[]): number[] | undefined {
  const steps = [...new Set(values)].filter(value => value !== undefined).sort((a, b) => a - b);
  const room = (steps.at(-1)! - steps[0]!) / (2 * mostSteps);
  const apart = steps.every((value, i) => i === 0 || value - steps[i - 1]! >= room);
  return steps.length <= mostSteps && apart ? steps : undefined;
}
