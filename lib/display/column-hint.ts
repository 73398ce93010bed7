import { trueMinus } from './numbers.js';
import type { ColumnView } from './table-cells.js';

const bars = 16;
const height = 12;
/** As many values say enough about a shape this small. */
const sample = 20_000;

/**
 * The distribution of a column of numbers as a tiny histogram (SVG); nothing where it would say nothing. Its text is in an
 * attribute: front ends that take SVG out of what they do not trust leave the text of its elements.
 */
export function columnHint(values: ColumnView): string {
  const step = Math.ceil(values.length / sample) || 1;
  const numbers: number[] = [];
  for (let i = 0; i < values.length; i += step) {
    const value = values.at(i);
    if (typeof value === 'number' && Number.isFinite(value)) numbers.push(value);
  }
  const low = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (numbers.length < bars || low === high || !Number.isFinite(high - low)) return '';
  const counts = new Array<number>(bars).fill(0);
  for (const value of numbers) {
    const bar = Math.min(bars - 1, Math.floor(((value - low) / (high - low)) * bars));
    counts[bar] = counts[bar]! + 1;
  }
  const most = Math.max(...counts);
  const steps = counts
    .map(count => `V${height - (count === 0 ? 0 : Math.max(1, Math.round((count / most) * (height - 1))))}h3`)
    .join('');
  return `<svg viewBox="0 0 ${bars * 3} ${height}" width="${bars * 3}" height="${height}" role="img" aria-label="${plainNumber(low)} to ${plainNumber(high)}"><path fill="currentColor" fill-opacity=".4" d="M0 ${height}${steps}V${height}z"/></svg>`;
}

function plainNumber(value: number): string {
  return trueMinus(String(Number(value.toPrecision(4))));
}
