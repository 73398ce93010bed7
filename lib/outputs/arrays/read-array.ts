import type { ReadOptions } from '../read-options.js';
import type { RawArray } from '../trees/raw.js';
import { NdArray } from './nd-array.js';

/** What a parser or a thread gave, as an array. */
export function arrayOf({ shape, data, dtype }: RawArray, origin: string): NdArray {
  return new NdArray(shape, data, { dtype, origin });
}

/** The part of an array that is asked for. */
export function sliced(array: NdArray, { slice }: ReadOptions): NdArray {
  return slice ? array.slice(...slice) : array;
}
