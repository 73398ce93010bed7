import { alignedLines } from '../../lib/display/aligned.js';
import { cut } from '../../lib/display/cut.js';
import { oneLine } from './one-line.js';

/** How to lay out a table. */
export interface ColumnsOptions {
  /** Characters of a line, where a terminal shows it; what is longer is cut. @default as long as it gets */
  readonly width?: number | undefined;
}

/** Rows below headings, in columns. Texts of numbers are set to the right. */
export function columns(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY }: ColumnsOptions = {},
): string {
  const all = [headings, ...rows.map(row => row.map(oneLine))];
  const numeric = headings.map((_, i) => rows.length > 0 && rows.every(row => /^[\d.]+$/.test(row[i] ?? '')));
  return alignedLines(all, i => numeric[i]!)
    .map(line => `${cut(line, width)}\n`)
    .join('');
}

/** The width of standard output, where it is a terminal that says one. */
export function terminalWidth(): number | undefined {
  return (process.stdout.isTTY && process.stdout.columns) || undefined;
}
