import type { Position } from '../positions.js';
import { blank } from './text-width.js';

const WIDTH = 160;
const MAX_LINES = 4;

/** A line of code, and what is marked of it: UTF-16 offsets in the line. */
interface Row {
  readonly number: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The line at a position with carets below it; of a mark over several lines the first few.
 *
 * @param length how many UTF-16 units to mark
 */
export function codeFrame(text: string, { line, column }: Position, length: number): string[] {
  const lines = text.split('\n');
  const rows: Row[] = [];
  let end = column - 1 + Math.max(1, length);
  for (let number = line; number <= lines.length; number++) {
    const full = lines[number - 1]!;
    const from = number === line ? column - 1 : full.length - full.trimStart().length;
    if (number > line && from >= end) break;
    rows.push({ number, text: full.replace(/\r$/, ''), from, to: Math.min(end, full.length) });
    end -= full.length + 1;
  }
  const shown = rows.slice(0, MAX_LINES);
  const gutter = String(shown.at(-1)?.number ?? '').length;
  const frame = shown.flatMap((row, index) => framed(row, gutter, index === 0));
  return rows.length > shown.length ? [...frame, `${' '.repeat(gutter)} …`] : frame;
}

function framed({ number, text, from, to }: Row, gutter: number, isFirst: boolean): string[] {
  // A very long line (minified, data) is shown around the place.
  const start = from >= WIDTH ? from - WIDTH / 2 : 0;
  const end = start + WIDTH;
  const more = end < text.length ? '…' : '';
  const code = `${String(number).padStart(gutter)} | ${text.slice(start, end)}${more}`;
  const marked = text.slice(from, Math.min(to, end));
  if (marked === '' && !isFirst) return [code];
  const carets = blank(marked).replace(/\s/g, '^') || '^';
  return [code, `${' '.repeat(gutter)} | ${blank(text.slice(start, from))}\u001b[31m${carets}\u001b[0m`];
}
