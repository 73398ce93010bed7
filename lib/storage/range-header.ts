import type { ByteRange } from './byte-source.js';

/** The header `Range` that asks for a range; undefined where that is all of a file. */
export function rangeHeader({ start, end }: ByteRange): string | undefined {
  if (start === 0 && end === Number.POSITIVE_INFINITY) return undefined;
  return `bytes=${start}-${Number.isFinite(end) ? end - 1 : ''}`;
}
