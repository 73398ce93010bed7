import { ArrayIndexError } from '../../errors/array-index-error.js';

/** `2 × 3`; `()` for a single value. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? '()' : shape.join(' × ');
}

/** How many elements an array of a shape has. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Which part of an axis: one index, a range without its end (a missing end is the axis's own), or all of it. */
export type AxisRange = number | readonly [from?: number | null, to?: number | null] | null;

/** A part of an axis in plain numbers. */
export interface Range {
  readonly from: number;
  readonly length: number;
  /** True for a single index, whose axis goes away. */
  readonly dropped: boolean;
}

/**
 * The part of an axis that is meant.
 *
 * @throws ArrayIndexError when the axis has no such index
 */
export function axisRange(part: AxisRange, shape: readonly number[], axis: number): Range {
  const length = shape[axis]!;
  const fromEnd = (at: number) => (at < 0 ? length + at : at);
  if (typeof part === 'number') {
    const from = fromEnd(part);
    if (Number.isInteger(from) && from >= 0 && from < length) return { from, length: 1, dropped: true };
    throw new ArrayIndexError(`Axis ${axis} has a length of ${length}: it has no index ${part}.`);
  }
  const [from, to] = [fromEnd(part?.[0] ?? 0), fromEnd(part?.[1] ?? length)].map(at =>
    Math.min(Math.max(at, 0), length),
  ) as [number, number];
  if (Number.isInteger(from) && Number.isInteger(to))
    return { from, length: Math.max(0, to - from), dropped: false };
  throw new ArrayIndexError(`Axis ${axis}: a range has two whole numbers, like [0, 10].`);
}

/** Where the elements of a part lie in an array of this shape, in order. */
export function selectedOffsets(shape: readonly number[], ranges: readonly Range[]): Uint32Array {
  let offsets: number[] | Uint32Array = [0];
  let size = countOf(shape);
  ranges.forEach(({ from, length }, axis) => {
    size /= shape[axis] || 1;
    const next = new Uint32Array(offsets.length * length);
    let at = 0;
    for (const offset of offsets) {
      for (let i = from; i < from + length; i++) next[at++] = offset + i * size;
    }
    offsets = next;
  });
  return Uint32Array.from(offsets);
}
