import type { Position } from './positions.js';

const WIDTH = 160;

/**
 * The line at a position with carets below it.
 *
 * @param length how many UTF-16 units to mark; a mark never leaves its line
 */
export function codeFrame(text: string, { line, column }: Position, length: number): string[] {
  const full = text.split('\n')[line - 1]?.replace(/\r$/, '');
  if (full === undefined) return [];
  // A very long line (minified, data) is shown around the place.
  const from = column > WIDTH ? column - WIDTH / 2 : 0;
  const shown = full.slice(from, from + WIDTH);
  const more = from + WIDTH < full.length ? '…' : '';
  const number = String(line);
  const before = shown.slice(0, Math.max(0, column - 1 - from)).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - before.length)));
  return [
    `${number} | ${shown}${more}`,
    `${' '.repeat(number.length)} | ${before}\u001b[31m${carets}\u001b[0m`,
  ];
}
