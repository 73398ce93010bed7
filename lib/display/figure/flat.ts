import { gradedColour } from '../chart/channels.js';
import type { Json } from '../chart/picture.js';
import { palette } from '../chart/theme.js';
import { figureFrame } from './figure-frame.js';
import { textOfPlotly } from './plotly-text.js';
import { type Layout, type LayoutAxis, list, numbers, type Trace, titleLines } from './trace.js';

type Kind = 'quantitative' | 'temporal' | 'nominal';

/** The traces on two axes, and pies, that Vega-Lite draws as well; undefined when there is another one. */
export function flatSpec(traces: readonly Trace[], layout: Layout): Json | undefined {
  const names = traces.map((trace, i) => textOfPlotly(trace.name ?? `trace ${i}`));
  const layers = traces.map((trace, i) =>
    traceLayers(trace, names[i]!, layout, traces.length > 1 ? names : []),
  );
  if (layers.length === 0 || layers.includes(undefined)) return undefined;
  const frame = figureFrame(layout, { width: 700, height: 450 });
  return { ...frame, layer: layers.flatMap(layer => layer ?? []) };
}

function traceLayers(
  trace: Trace,
  name: string,
  layout: Layout,
  names: readonly string[],
): Json[] | undefined {
  const colour = {
    color: {
      field: 's',
      type: 'nominal',
      title: null,
      sort: null,
      scale: { domain: names, range: names.map((_, i) => palette[i % palette.length]) },
    },
  };
  const look = names.length > 0 ? colour : { color: { value: palette[0] } };
  switch (trace.type ?? 'scatter') {
    case 'scatter':
    case 'scattergl':
      return scatter(trace, name, layout, look);
    case 'bar':
      return bars(trace, name, layout, look, names.length > 0);
    case 'histogram':
      return histogram(trace, name, layout, look);
    case 'box':
    case 'violin':
      return boxes(trace, name, layout, names.length > 0 ? colour : look);
    case 'heatmap':
    case 'contour':
      return heatmap(trace, layout);
    case 'pie':
      return pie(trace);
    default:
      return undefined;
  }
}

function axis(given: LayoutAxis | undefined, values: readonly unknown[], field: string, zero = false): Json {
  const type = kindOf(values, given);
  return {
    field,
    type,
    title: titleLines(given?.title).join(' ') || null,
    ...(type === 'nominal' ? { sort: null, axis: { labelAngle: 0 } } : {}),
    ...(type === 'quantitative'
      ? { scale: { zero, ...(given?.type === 'log' ? { type: 'log' } : {}) } }
      : {}),
  };
}

function kindOf(values: readonly unknown[], given: LayoutAxis | undefined): Kind {
  if (given?.type === 'category') return 'nominal';
  const known = values.filter(value => value !== null && value !== undefined);
  if (known.every(value => typeof value === 'number')) return 'quantitative';
  return known.every(value => /^\d{4}-\d\d/.test(String(value))) ? 'temporal' : 'nominal';
}

function scatter(trace: Trace, name: string, layout: Layout, look: Json): Json[] {
  const y = list(trace.y);
  const x = trace.x === undefined ? y.map((_, i) => i) : list(trace.x);
  const colours = Array.isArray(trace.marker?.color) ? (trace.marker.color as unknown[]) : undefined;
  const graded = colours?.every(value => typeof value === 'number') ?? false;
  const errors = list(trace.error_y?.array);
  const values = x.map((at, i) => ({
    x: at,
    y: y[i],
    s: name,
    i,
    c: graded ? colours?.[i] : undefined,
    lo: Number(y[i]) - Number(errors[i]),
    hi: Number(y[i]) + Number(errors[i]),
  }));
  const encoding = {
    x: axis(layout.xaxis, x, 'x'),
    y: axis(layout.yaxis, y, 'y', trace.fill !== undefined),
    ...look,
  };
  const mode = trace.mode ?? (x.length < 20 ? 'lines+markers' : 'lines');
  const data = { values };
  const filled = trace.fill !== undefined && trace.fill !== 'none';
  const shown: Json[] =
    errors.length === 0
      ? []
      : [{ mark: 'rule', encoding: { ...encoding, y: { ...encoding.y, field: 'lo' }, y2: { field: 'hi' } } }];
  if (filled)
    shown.push({
      mark: { type: 'area', line: true },
      encoding: { ...encoding, y: { ...encoding.y, stack: null } },
    });
  else if (mode.includes('lines'))
    shown.push({ mark: 'line', encoding: { ...encoding, order: { field: 'i', type: 'quantitative' } } });
  if (mode.includes('markers')) {
    const color = graded
      ? { color: gradedColour('c', titleLines(trace.marker?.colorbar?.title)[0] ?? null) }
      : {};
    shown.push({ mark: 'point', encoding: { ...encoding, ...color } });
  }
  return shown.map(layer => ({ data, ...layer }));
}

function bars(trace: Trace, name: string, layout: Layout, look: Json, several: boolean): Json[] {
  const lying = trace.orientation === 'h';
  const [names, lengths] = lying ? [list(trace.y), list(trace.x)] : [list(trace.x), list(trace.y)];
  const [across, along] = lying ? (['y', 'x'] as const) : (['x', 'y'] as const);
  const grouped = several && layout.barmode !== 'stack' && layout.barmode !== 'overlay';
  return [
    {
      data: { values: names.map((at, i) => ({ [across]: at, [along]: lengths[i], s: name })) },
      mark: 'bar',
      encoding: {
        [across]: {
          ...axis(layout[`${across}axis`], names, across),
          type: 'ordinal',
          sort: null,
          scale: { paddingInner: 0.3 },
        },
        [along]: axis(layout[`${along}axis`], lengths, along, true),
        ...(grouped ? { [`${across}Offset`]: { field: 's', type: 'nominal', sort: null } } : {}),
        ...look,
      },
    },
  ];
}

function histogram(trace: Trace, name: string, layout: Layout, look: Json): Json[] {
  const across = trace.x === undefined ? 'y' : 'x';
  const along = across === 'x' ? 'y' : 'x';
  const values = numbers(trace[across]);
  return [
    {
      data: { values: values.map(value => ({ v: value, s: name })) },
      mark: { type: 'bar', opacity: 0.7 },
      encoding: {
        [across]: { ...axis(layout[`${across}axis`], values, 'v'), bin: { maxbins: 40 } },
        [along]: {
          aggregate: 'count',
          title: titleLines(layout[`${along}axis`]?.title).join(' ') || 'count',
          stack: null,
        },
        ...look,
      },
    },
  ];
}

function boxes(trace: Trace, name: string, layout: Layout, look: Json): Json[] {
  const y = numbers(trace.y);
  const x = trace.x === undefined ? y.map(() => name) : list(trace.x);
  return [
    {
      data: { values: y.map((value, i) => ({ x: x[i], y: value, s: name })) },
      mark: { type: 'boxplot', size: 30, median: { color: 'white' } },
      encoding: {
        x: { ...axis(layout.xaxis, x, 'x'), type: 'nominal', sort: null, axis: { labelAngle: 0 } },
        y: axis(layout.yaxis, y, 'y'),
        ...look,
      },
    },
  ];
}

function heatmap(trace: Trace, layout: Layout): Json[] {
  const rows = list(trace.z) as readonly (readonly unknown[])[];
  const x = trace.x === undefined ? (rows[0] ?? []).map((_, i) => i) : list(trace.x);
  const y = trace.y === undefined ? rows.map((_, i) => i) : list(trace.y);
  const values = rows.flatMap((row, j) => row.map((c, i) => ({ x: x[i], y: y[j], c })));
  const channel = (given: LayoutAxis | undefined, along: readonly unknown[], field: string) => ({
    ...axis(given, along, field),
    type: 'ordinal',
    sort: field === 'y' ? 'descending' : null,
    axis: { labelOverlap: true, labelAngle: 0, grid: false },
    scale: { paddingInner: 0 },
  });
  return [
    {
      data: { values },
      mark: 'rect',
      encoding: {
        x: channel(layout.xaxis, x, 'x'),
        y: channel(layout.yaxis, y, 'y'),
        color: gradedColour('c', titleLines(trace.colorbar?.title)[0] ?? null),
        // The edge in the same colour closes the hairline to the next cell.
        stroke: { ...gradedColour('c', null), legend: null },
      },
    },
  ];
}

function pie(trace: Trace): Json[] {
  const labels = list(trace.labels);
  const sizes = numbers(trace.values);
  return [
    {
      data: { values: labels.map((s, i) => ({ s, v: sizes[i] })) },
      mark: { type: 'arc', stroke: 'white' },
      encoding: {
        theta: { field: 'v', type: 'quantitative', stack: true },
        order: { field: 'v', type: 'quantitative', sort: 'descending' },
        color: { field: 's', type: 'nominal', title: null, sort: null },
      },
    },
  ];
}
