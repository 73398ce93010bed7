import { alongUp, alongX, gradedColour } from './channels.js';
import { type Axis, axisOf, type ChartSource, extent, inOrder, keysOf, numbersOf } from './columns.js';
import { Edges } from './edges.js';
import type { Key } from './groups.js';
import { counted, type Json, type Picture, type Sized, thousands } from './picture.js';

/** A grid with more lines than this along an axis is put into bins. */
const mostLines = 80;
const usualBins = 32;

/** Where the cells of an axis are. */
interface Cells {
  cellOf(value: number | string): number | undefined;
  /** The fields of a cell along the axis `name`. */
  fields(cell: number, name: 'x' | 'y'): object;
  readonly hidden: number;
}

/** Cells coloured by the mean of `color` in them, or by how many rows they hold. */
export function heatmapPicture(source: ChartSource, options: Sized): Picture {
  const x = axisOf(source, options.x!);
  const y = axisOf(source, [options.y!].flat()[0]!);
  const color = options.color === undefined ? undefined : numbersOf(source, options.color);
  const facets = options.facet === undefined ? undefined : keysOf(source, options.facet);
  const across = cellsOf(x, options, 'x', color !== undefined);
  const up = cellsOf(y, options, 'y', color !== undefined);
  const found = new Map<string, { i: number; j: number; f: Key | undefined; n: number; sum: number }>();
  let rows = 0;
  for (let row = 0; row < source.length; row++) {
    const at = x.values[row];
    const to = y.values[row];
    const value = color === undefined ? 1 : color.values[row];
    if (at === undefined || to === undefined || value === undefined) continue;
    const i = across.cellOf(at);
    const j = up.cellOf(to);
    if (i === undefined || j === undefined) continue;
    rows++;
    const f = facets?.[row];
    const id = `${i} ${j} ${f}`;
    const cell = found.get(id);
    if (cell) {
      cell.n++;
      cell.sum += value;
    } else found.set(id, { i, j, f, n: 1, sum: value });
  }
  const values = [...found.values()].map(({ i, j, f, n, sum }) => ({
    ...across.fields(i, 'x'),
    ...up.fields(j, 'y'),
    c: color === undefined ? n : sum / n,
    ...(f === undefined ? {} : { f }),
  }));
  const title = color?.name ?? 'count';
  const hidden = across.hidden + up.hidden;
  return {
    data: values,
    layer: [
      {
        mark: { type: 'rect', xOffset: -0.3, x2Offset: 0.3, yOffset: 0.3, y2Offset: -0.3 },
        encoding: {
          x: tight(alongX(x, options)),
          ...(x.scale === 'nominal' ? {} : { x2: { field: 'x2' } }),
          y: y.scale === 'nominal' ? alongUp(y, options) : tight(alongUp(y, options)),
          ...(y.scale === 'nominal' ? {} : { y2: { field: 'y2' } }),
          color: gradedColour('c', title, color === undefined ? { zero: true } : {}),
          tooltip: [...tooltips(x, 'x'), ...tooltips(y, 'y'), { field: 'c', type: 'quantitative', title }],
        },
      },
    ],
    what: `${counted(rows, 'row')} in ${thousands(values.length)} cells`,
    notes: hidden > 0 ? [`without ${hidden} more kinds`] : [],
  };
}

/** Cells fill the chart. */
function tight(along: Json): Json {
  return { ...along, scale: { ...(along['scale'] as Json), nice: false } };
}

function tooltips(axis: Axis, name: 'x' | 'y'): Json[] {
  const type = axis.scale;
  if (type === 'nominal') return [{ field: name, type, title: axis.name }];
  return [
    { field: name, type, title: `${axis.name} from` },
    { field: `${name}2`, type, title: 'to' },
  ];
}

function cellsOf(axis: Axis, options: Sized, name: 'x' | 'y', grid: boolean): Cells {
  const distinct = [...new Set(axis.values)].filter(value => value !== undefined);
  if (axis.scale === 'nominal') {
    const kinds = inOrder(distinct).slice(0, mostLines);
    const places = new Map(kinds.map((kind, i) => [kind, i]));
    return {
      cellOf: value => places.get(value),
      fields: (cell, field) => ({ [field]: kinds[cell] }),
      hidden: distinct.length - kinds.length,
    };
  }
  const numbers = (distinct as number[]).sort((a, b) => a - b);
  const log = options.log?.includes(name) ?? false;
  const positive = log ? numbers.filter(value => value > 0) : numbers;
  if (grid && positive.length <= mostLines && options.bins === undefined) return gridCells(positive, log);
  const edges = new Edges(...extent(positive), options.bins ?? usualBins, log);
  return {
    cellOf: value => (log && Number(value) <= 0 ? undefined : edges.cellOf(Number(value))),
    fields: (cell, field) => ({ [field]: edges.edge(cell), [`${field}2`]: edges.edge(cell + 1) }),
    hidden: 0,
  };
}

/** A cell around each line of a grid, half way to the next. */
function gridCells(lines: readonly number[], log: boolean): Cells {
  const places = new Map(lines.map((line, i) => [line, i]));
  const middle = (a: number, b: number) => (log ? Math.sqrt(a * b) : (a + b) / 2);
  const beyond = (a: number, b: number) => (log ? a * Math.sqrt(a / b) : a + (a - b) / 2);
  const edge = (i: number) => {
    if (lines.length === 1) return log ? lines[0]! * 10 ** (i - 0.5) : lines[0]! + i - 0.5;
    if (i === 0) return beyond(lines[0]!, lines[1]!);
    if (i === lines.length) return beyond(lines.at(-1)!, lines.at(-2)!);
    return middle(lines[i - 1]!, lines[i]!);
  };
  return {
    cellOf: value => places.get(Number(value)),
    fields: (cell, field) => ({ [field]: edge(cell), [`${field}2`]: edge(cell + 1) }),
    hidden: 0,
  };
}
