import { extent, portion } from '../chart/columns.js';
import { palette } from '../chart/theme.js';
import { viridis } from '../chart/viridis.js';
import { escapeHtml } from '../html.js';
import { Cube, type Vector } from './cube.js';
import { cubeSvg, textSvg } from './cube-axes.js';
import { textOfPlotly } from './plotly-text.js';
import { ticks, tickText } from './ticks.js';
import { type Layout, list, numbers, type Trace, titleLines } from './trace.js';

/** Something in space, drawn from the back to the front. */
interface Piece {
  readonly depth: number;
  readonly svg: string;
}

/** The heights of a surface and where they are, row by row. */
interface Grid {
  readonly x: readonly number[][];
  readonly y: readonly number[][];
  readonly z: readonly number[][];
}

interface Shape extends Trace {
  /** Of a surface. */
  readonly grid?: Grid | undefined;
}

const barHeight = 180;

/** Points, lines and surfaces in space as an SVG picture on white, seen from where the camera of the layout stands. */
export function sceneSvg(given: readonly Trace[], layout: Layout): string {
  const traces = given.map(
    (trace): Shape => ({ ...trace, grid: trace.type === 'surface' ? gridOf(trace) : undefined }),
  );
  const { width = 700, height = 500 } = layout;
  const lines = titleLines(layout.title);
  const axes = (['x', 'y', 'z'] as const).map(name => {
    const log = layout.scene?.[`${name}axis`]?.type === 'log';
    const title = titleLines(layout.scene?.[`${name}axis`]?.title).join(' ') || name;
    return { title, log, range: rangeOf(traces, name, log) };
  });
  const bar = traces.map(colours).find(scale => scale !== undefined);
  const cube = new Cube(axes, layout.scene?.camera?.eye ?? {}, {
    width: width - (bar ? 90 : 0),
    height: height - 20 * lines.length,
    top: 20 * lines.length,
  });
  const pieces = traces.flatMap((trace, i) => piecesOf(trace, palette[i % palette.length]!, cube));
  const drawn = pieces.sort((a, b) => b.depth - a.depth).map(({ svg }) => svg);
  const titles = lines.map((line, i) =>
    textSvg(
      16,
      22 + 18 * i,
      line,
      i === 0 ? 'font-size="14" font-weight="bold" fill="#1f2328"' : 'font-size="11"',
    ),
  );
  const names = traces.length > 1 && !bar ? legend(traces, width) : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" fill="#57606a"><rect width="${width}" height="${height}" fill="#fff"/>${titles.join('')}${cubeSvg(cube)}${drawn.join('')}${bar ? colourBar(bar, width, height) : ''}${names}</svg>`;
}

function rangeOf(traces: readonly Shape[], name: 'x' | 'y' | 'z', log: boolean): [number, number] {
  const ranges = traces.map(trace => {
    const values = trace.grid ? trace.grid[name].flat() : numbers(trace[name]);
    return extent(values.filter(value => Number.isFinite(value) && (!log || value > 0)));
  });
  const [low, high] = [
    Math.min(...ranges.map(range => range[0])),
    Math.max(...ranges.map(range => range[1])),
  ];
  if (!(low < high)) return log ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
  const room = name === 'z' || log ? 0 : 0.03 * (high - low);
  return [low - room, high + room];
}

function gridOf(trace: Trace): Grid {
  const z = list(trace.z).map(row => numbers(row as number[]));
  const along = (values: readonly unknown[], i: number) => Number(values[i] ?? i);
  const [xs, ys] = [list(trace.x), list(trace.y)];
  return {
    x: z.map((row, j) => row.map((_, i) => (Array.isArray(xs[j]) ? Number(xs[j][i]) : along(xs, i)))),
    y: z.map((row, j) => row.map((_, i) => (Array.isArray(ys[j]) ? Number(ys[j][i]) : along(ys, j)))),
    z,
  };
}

interface Colours {
  readonly range: [number, number];
  readonly title: string;
}

function colours(trace: Shape): Colours | undefined {
  if (trace.grid) {
    return { range: extent(trace.grid.z.flat()), title: titleLines(trace.colorbar?.title)[0] ?? '' };
  }
  const given = trace.marker?.color;
  if (!Array.isArray(given) || !given.every(value => typeof value === 'number' || value === null))
    return undefined;
  return { range: extent(numbers(given)), title: titleLines(trace.marker?.colorbar?.title)[0] ?? '' };
}

function piecesOf(trace: Shape, colour: string, cube: Cube): Piece[] {
  if (trace.grid) return surface(trace.grid, cube);
  if (trace.type === 'mesh3d') return mesh(trace, colour, cube);
  return points(trace, colour, cube);
}

function points(trace: Trace, colour: string, cube: Cube): Piece[] {
  const [x, y, z] = [numbers(trace.x), numbers(trace.y), numbers(trace.z)];
  const mode = trace.mode ?? 'lines+markers';
  const scale = colours(trace);
  const values = scale ? numbers(trace.marker!.color as number[]) : [];
  const own = typeof trace.marker?.color === 'string' ? trace.marker.color : colour;
  const sizes = Array.isArray(trace.marker?.size) ? numbers(trace.marker.size) : undefined;
  const size = typeof trace.marker?.size === 'number' ? trace.marker.size : 8;
  const places = x.map((at, i) => cube.place([at, y[i]!, z[i]!]));
  const pieces: Piece[] = [];
  places.forEach((place, i) => {
    if (!Number.isFinite(place.depth)) return;
    if (mode.includes('markers')) {
      const fill = scale ? rgb(viridis(portion(values[i]!, scale.range))) : escapeHtml(own);
      const radius = (0.5 * (sizes?.[i] ?? size) * cube.nearness(place)).toFixed(2);
      const svg = `<circle cx="${fixed(place.x)}" cy="${fixed(place.y)}" r="${radius}" fill="${fill}" fill-opacity="0.85" stroke="#fff" stroke-width="0.4"/>`;
      pieces.push({ depth: place.depth, svg });
    }
    const next = places[i + 1];
    if (mode.includes('lines') && next && Number.isFinite(next.depth)) {
      const stroke = typeof trace.line?.color === 'string' ? escapeHtml(trace.line.color) : own;
      const svg = `<path d="M${fixed(place.x)},${fixed(place.y)}L${fixed(next.x)},${fixed(next.y)}" stroke="${stroke}" stroke-width="1.6" stroke-linecap="round"/>`;
      pieces.push({ depth: (place.depth + next.depth) / 2, svg });
    }
  });
  return pieces;
}

function surface({ x, y, z }: Grid, cube: Cube): Piece[] {
  const range = extent(z.flat());
  const step = Math.max(1, Math.ceil(Math.sqrt((z.length * (z[0]?.length ?? 1)) / 6400)));
  const pieces: Piece[] = [];
  for (let j = 0; j < z.length - 1; j += step) {
    for (let i = 0; i < z[j]!.length - 1; i += step) {
      const [right, below] = [Math.min(i + step, z[j]!.length - 1), Math.min(j + step, z.length - 1)];
      const corners = (
        [
          [j, i],
          [j, right],
          [below, right],
          [below, i],
        ] as const
      ).map(([row, column]): Vector => [x[row]![column]!, y[row]![column]!, z[row]![column]!]);
      const height = corners.reduce((sum, corner) => sum + corner[2], 0) / 4;
      const shade = 0.72 + 0.28 * cube.lightOn(corners[0]!, corners[1]!, corners[3]!);
      const piece = polygon(corners, rgb(viridis(portion(height, range)), shade), cube);
      if (piece) pieces.push(piece);
    }
  }
  return pieces;
}

function mesh(trace: Trace, colour: string, cube: Cube): Piece[] {
  const [x, y, z] = [numbers(trace.x), numbers(trace.y), numbers(trace.z)];
  const [i, j, k] = [numbers(trace.i), numbers(trace.j), numbers(trace.k)];
  return i.flatMap((first, at) => {
    const corners = [first, j[at]!, k[at]!].map((corner): Vector => [x[corner]!, y[corner]!, z[corner]!]);
    return polygon(corners, colour, cube) ?? [];
  });
}

function polygon(corners: readonly Vector[], fill: string, cube: Cube): Piece | undefined {
  const places = corners.map(corner => cube.place(corner));
  if (!places.every(place => Number.isFinite(place.depth))) return undefined;
  const d = places.map(place => `${fixed(place.x)},${fixed(place.y)}`).join('L');
  // The edge in the same colour closes the hairline to the next piece.
  return {
    depth: places.reduce((sum, place) => sum + place.depth, 0) / places.length,
    svg: `<path d="M${d}Z" fill="${fill}" stroke="${fill}" stroke-width="0.6" stroke-linejoin="round"/>`,
  };
}

function colourBar({ range, title }: Colours, width: number, height: number): string {
  const [x, top] = [width - 72, (height - barHeight) / 2];
  const stops = Array.from(
    { length: 11 },
    (_, i) => `<stop offset="${i / 10}" stop-color="${rgb(viridis(1 - i / 10))}"/>`,
  );
  const marks = ticks(...range, 5).map(value => {
    const y = top + barHeight * (1 - portion(value, range));
    return textSvg(x + 16, y + 4, tickText(value), 'font-size="10"');
  });
  return `<defs><linearGradient id="tb-colours" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient></defs>${textSvg(x, top - 10, title, '')}<rect x="${x}" y="${top}" width="10" height="${barHeight}" fill="url(#tb-colours)"/>${marks.join('')}`;
}

function legend(traces: readonly Trace[], width: number): string {
  return traces
    .map(({ name }, i) => {
      const y = 24 + 18 * i;
      return `<circle cx="${width - 130}" cy="${y - 4}" r="4" fill="${palette[i % palette.length]}"/>${textSvg(width - 120, y, textOfPlotly(name ?? `trace ${i}`), '')}`;
    })
    .join('');
}

function rgb(colour: readonly [number, number, number], shade = 1): string {
  return `rgb(${colour.map(channel => Math.round(channel * shade)).join(',')})`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
