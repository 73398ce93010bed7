import { gradedColour } from '../chart/channels.js';
import { extent, portion } from '../chart/columns.js';
import type { Json } from '../chart/picture.js';
import { palette } from '../chart/theme.js';
import { figureFrame } from './figure-frame.js';
import { textOfPlotly } from './plotly-text.js';
import { ticks, tickText } from './ticks.js';
import { type Dimension, type Layout, numbers, type Trace, titleLines } from './trace.js';

const marksOnAxis = 5;

/** Parallel coordinates: an axis for each dimension, a line for each row. */
export function parallelSpec(trace: Trace, layout: Layout): Json {
  const dimensions = trace.dimensions ?? [];
  const names = dimensions.map(({ label }, i) => textOfPlotly(label || `dimension ${i + 1}`));
  const columns = dimensions.map(({ values }) => numbers(values));
  const ranges = columns.map(extent);
  const colours = numbers(Array.isArray(trace.line?.color) ? trace.line.color : undefined);
  const lines = (columns[0] ?? []).flatMap((_, row) =>
    columns.map((column, axis) => ({
      d: names[axis],
      v: portion(column[row]!, ranges[axis]!),
      r: row,
      c: colours[row],
    })),
  );
  const labels = dimensions.flatMap((dimension, axis) =>
    labelsOf(dimension, ranges[axis]!).map(({ at, text }) => ({
      d: names[axis],
      v: portion(at, ranges[axis]!),
      text,
    })),
  );
  const x = {
    field: 'd',
    type: 'nominal',
    sort: null,
    title: null,
    scale: { type: 'point', padding: 0.3 },
    axis: {
      orient: 'top',
      labelAngle: 0,
      domain: false,
      ticks: false,
      labelPadding: 12,
      labelFontSize: 12,
      labelLimit: 140,
    },
  };
  const y = { field: 'v', type: 'quantitative', axis: null, scale: { domain: [0, 1] } };
  const color =
    colours.length === 0
      ? { value: palette[0] }
      : gradedColour('c', titleLines(trace.line?.colorbar?.title)[0] ?? null, rangeOf(trace));
  return {
    ...figureFrame(layout, { width: 760, height: 420 }),
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 1.2, opacity: lines.length > 2000 ? 0.3 : 0.65 },
        encoding: { x, y, color, detail: { field: 'r', type: 'nominal' } },
      },
      {
        data: { values: names.map(d => ({ d, v: 0, v2: 1 })) },
        mark: { type: 'rule', strokeWidth: 1.2 },
        encoding: { x, y, y2: { field: 'v2' } },
      },
      {
        data: { values: labels },
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 10, stroke: 'white', strokeWidth: 3 },
        encoding: { x, y, text: { field: 'text', type: 'nominal' } },
      },
      {
        data: { values: labels },
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 10 },
        encoding: { x, y, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

/** The colours of a scale that is written out, without their places, which are even in ours. */
function rangeOf({ line }: Trace): Json {
  if (!Array.isArray(line?.colorscale)) return {};
  return { scheme: undefined, range: line.colorscale.map(stop => stop[1]) };
}

function labelsOf(
  { tickvals, ticktext }: Dimension,
  [low, high]: [number, number],
): { at: number; text: string }[] {
  if (tickvals) return tickvals.map((at, i) => ({ at, text: ticktext?.[i] ?? tickText(at) }));
  return ticks(low, high, marksOnAxis).map(at => ({ at, text: tickText(at) }));
}
