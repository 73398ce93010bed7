/** Decimals beyond this many significant digits of the largest number are noise in a table. */
const significant = 6;

/**
 * How to write the numbers of one column: all with the same precision, just enough for the values given, with an exponent
 * when they are very large or very small. Minus signs are plain hyphens, see {@link trueMinus}.
 */
export function numberFormat(values: Iterable<number>): (value: number) => string {
  const finite = [...values].filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter(size => size > 0);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const needed = finite.reduce((most, value) => Math.max(most, decimals(value)), 0);
  const whole = largest === 0 ? 1 : Math.floor(Math.log10(largest)) + 1;
  const places = Math.min(needed, Math.max(0, significant - Math.max(1, whole)), 12);
  const middle = sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 1;
  const exponential = (places < needed && middle < 10 ** (1 - places)) || largest >= 1e15;
  return value => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
    if (exponential) return value.toExponential(Math.min(3, precision(finite)));
    const text = value.toFixed(places);
    // What is not zero must not look like zero.
    return value !== 0 && Number(text) === 0 ? value.toExponential(Math.min(3, precision([value]))) : text;
  };
}

/** How many decimals the shortest text of a number has; 0.1 + 0.2 has one. */
function decimals(value: number): number {
  const [mantissa = '', exponent = '0'] = String(Number(value.toPrecision(12))).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}

/** How many decimals the mantissas of numbers have at most. */
function precision(values: readonly number[]): number {
  return values.reduce((most, value) => {
    const mantissa = value.toExponential().split('e')[0]!;
    return Math.max(most, mantissa.split('.')[1]?.length ?? 0);
  }, 0);
}

/** The text of a number with a true minus sign: as wide as a plus, so that columns align. */
export function trueMinus(text: string): string {
  return text.replace(/-/g, '−');
}
