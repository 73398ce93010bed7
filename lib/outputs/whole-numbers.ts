/**
 * Whole numbers of a column as they are held: numbers where all are within 2^53, else all as BigInt, for the two do not mix in
 * arithmetic. Changes the array.
 */
export function wholeNumbers(values: unknown[]): unknown[] {
  const large = values.some(value => typeof value === 'bigint' && !isSafe(value));
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (large && typeof value === 'number') values[i] = BigInt(value);
    if (!large && typeof value === 'bigint') values[i] = Number(value);
  }
  return values;
}

function isSafe(value: bigint): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
}
