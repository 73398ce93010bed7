import type { NdArray } from './nd-array.js';

/** The least and the largest finite number; undefined where there is none. */
export function finiteRange(data: NdArray['data']): [number, number] | undefined {
  if (!ArrayBuffer.isView(data)) return undefined;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const element of data as unknown as Iterable<number | bigint>) {
    const value = Number(element);
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : undefined;
}
