import { escapeHtml } from '../html.js';
import type { Cube, Vector } from './cube.js';
import { ticks, tickText } from './ticks.js';

const marksOnAxis = 5;

/** The three walls behind the data with their grid, and the axes in front of them. */
export function cubeSvg(cube: Cube): string {
  const back = cube.eye.map(value => (value >= 0 ? -1 : 1)) as unknown as Vector;
  const front = back.map(value => -value) as unknown as Vector;
  const grid = [0, 1, 2].flatMap(axis =>
    places(cube, axis).flatMap(({ at }) => {
      const others = [0, 1, 2].filter(other => other !== axis);
      // A line of each of the two walls that this axis runs along.
      return others.map(wall => {
        const along = others.find(other => other !== wall)!;
        const point = (end: number): Vector =>
          [0, 1, 2].map(i => (i === axis ? at : i === along ? end : back[i]!)) as unknown as Vector;
        return lineSvg(cube, point(-1), point(1), '#e3e7eb', 0.8);
      });
    }),
  );
  const bottom = cube.eye[2] >= 0 ? -1 : 1;
  const sides: Vector[] = [
    [0, front[1], bottom],
    [front[0], 0, bottom],
    leftmost(cube, [back[0], front[1], 0], [front[0], back[1], 0]),
  ];
  return `${grid.join('')}${sides.map((side, axis) => axisSvg(cube, axis, side)).join('')}`;
}

/** The vertical axis stands where it is in front of nothing: on the left. */
function leftmost(cube: Cube, a: Vector, b: Vector): Vector {
  return cube.corner(a).x <= cube.corner(b).x ? a : b;
}

/** An axis along an edge of the cube, with its marks and title turned away from the middle. */
function axisSvg(cube: Cube, axis: number, side: Vector): string {
  const on = (at: number): Vector => side.map((value, i) => (i === axis ? at : value)) as unknown as Vector;
  const middle = cube.corner([0, 0, 0]);
  const centre = cube.corner(on(0));
  const away = { x: centre.x - middle.x, y: centre.y - middle.y };
  const size = Math.hypot(away.x, away.y) || 1;
  const [ux, uy] = axis === 2 ? [-1, 0] : [away.x / size, away.y / size];
  const anchor = ux < -0.3 ? 'end' : ux > 0.3 ? 'start' : 'middle';
  const label = (at: number, text: string, far: number, look: string) => {
    const place = cube.corner(on(at));
    return textSvg(place.x + ux * far, place.y + uy * far + 4, text, `${look} text-anchor="${anchor}"`);
  };
  const marks = places(cube, axis).map(({ at, text }) => label(at, text, 10, 'font-size="10"'));
  const title = label(0, cube.axes[axis]!.title, axis === 2 ? 40 : 34, 'font-size="12"');
  return `${lineSvg(cube, on(-1), on(1), '#8c959f', 1)}${marks.join('')}${title}`;
}

/** Where the marks of an axis are, from -1 to 1, and what they say. */
function places(cube: Cube, axis: number): { at: number; text: string }[] {
  const { range, log } = cube.axes[axis]!;
  if (!log) {
    const [low, high] = range;
    return ticks(low, high, marksOnAxis).map(value => ({
      at: (2 * (value - low)) / (high - low) - 1,
      text: tickText(value),
    }));
  }
  const [low, high] = range.map(Math.log10) as [number, number];
  const decades = ticks(low, high, marksOnAxis).filter(Number.isInteger);
  return decades.map(value => ({ at: (2 * (value - low)) / (high - low) - 1, text: tickText(10 ** value) }));
}

function lineSvg(cube: Cube, from: Vector, to: Vector, colour: string, width: number): string {
  const [a, b] = [cube.corner(from), cube.corner(to)];
  return `<path d="M${a.x.toFixed(1)},${a.y.toFixed(1)}L${b.x.toFixed(1)},${b.y.toFixed(1)}" stroke="${colour}" stroke-width="${width}"/>`;
}

/** A text at a place of the picture. */
export function textSvg(x: number, y: number, text: string, look: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${look}>${escapeHtml(text)}</text>`;
}
