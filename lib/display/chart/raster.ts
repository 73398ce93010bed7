import { palettePng } from './palette-png.js';
import { viridis } from './viridis.js';

const { isNaN: isMissing } = Number;
const colours = 255;
const transparent = 255;

/**
 * A PNG of numbers from 0 to 1 as colours, row by row from the top; NaN is transparent.
 *
 * @param times how many pixels wide and high each number is
 */
export function rasterPng(parts: ArrayLike<number>, columns: number, rows: number, times: number): Buffer {
  const width = columns * times;
  const height = rows * times;
  const lines = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < rows; row++) {
    const start = row * times * (width + 1);
    for (let column = 0; column < columns; column++) {
      const part = parts[row * columns + column]!;
      const colour = isMissing(part) ? transparent : (part * (colours - 1) + 0.5) | 0;
      lines.fill(colour, start + 1 + column * times, start + 1 + (column + 1) * times);
    }
    for (let copy = 1; copy < times; copy++)
      lines.copy(lines, start + copy * (width + 1), start, start + width + 1);
  }
  const palette = Buffer.from(Array.from({ length: 256 }, (_, i) => viridis(i / (colours - 1))).flat());
  const alpha = Buffer.alloc(256, 255);
  alpha[transparent] = 0;
  return palettePng(lines, width, palette, alpha);
}
