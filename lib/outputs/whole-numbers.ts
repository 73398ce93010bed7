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

/** The least of these kinds that holds all whole numbers of a column: those of 64 bits with or without a sign, or none of them. */
export function wholeKind(values: readonly unknown[]): 'signed' | 'unsigned' | 'beyond' {
  const large = values.filter(value => typeof value === 'bigint');
  if (large.every(value => BigInt.asIntN(64, value) === value)) return 'signed';
  const isNegative = values.some(value => typeof value !== 'object' && Number(value) < 0);
  return !isNegative && large.every(value => BigInt.asUintN(64, value) === value) ? 'unsigned' : 'beyond';
}

/** A whole number as it is held alone: a number where that keeps it. */
export function wholeNumber(value: bigint): number | bigint {
  return isSafe(value) ? Number(value) : value;
}

function isSafe(value: bigint): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
}
