import { inspect } from 'node:util';
import { jupyterDisplay, type MimeBundle } from '../../display/port.js';
import { ArrayIndexError } from '../../errors/array-index-error.js';
import { TableShapeError } from '../../errors/table-shape-error.js';
import { Table } from '../table.js';
import { arrayBundle, arraySummary } from './array-view.js';
import type { Dtype, NumberArray } from './dtype.js';
import { type AxisRange, axisRange, countOf, selectedOffsets, shapeText } from './selection.js';

/**
 * Numbers (or texts) in any number of dimensions. The last axis varies fastest, as in NumPy. An array never changes: every
 * verb gives a new one.
 *
 * @example
 * const field = new NdArray([2, 3], Float64Array.of(0, 1, 2, 3, 4, 5))
 * field.get(1, -1)          // 5
 * field.slice(null, [0, 2]) // all rows, the first two columns
 */
export class NdArray {
  /** The length of each axis; empty for a single value. */
  readonly shape: readonly number[];
  /** The type of the elements, by NumPy's names. */
  readonly dtype: Dtype;
  /** All elements, the last axis fastest. `int64` are plain numbers where all of them are exact as such. */
  readonly data: NumberArray | readonly unknown[];
  /** Where the array came from, if that is known; shown below it. */
  readonly origin: string | undefined;

  /**
   * @throws TableShapeError when the shape asks for another number of elements
   */
  constructor(
    shape: readonly number[],
    data: NumberArray | readonly unknown[],
    options: { readonly dtype?: Dtype; readonly origin?: string | undefined } = {},
  ) {
    const count = countOf(shape);
    if (count !== data.length) {
      throw new TableShapeError(
        `The shape ${shapeText(shape)} needs ${count} elements, and there are ${data.length}.`,
      );
    }
    this.shape = Object.freeze([...shape]);
    this.data = data;
    this.dtype = options.dtype ?? dtypeOf(data);
    this.origin = options.origin;
  }

  /** The number of elements. */
  get size(): number {
    return this.data.length;
  }

  /**
   * One element. Negative indices count from the end.
   *
   * @throws ArrayIndexError
   */
  get(...index: number[]): unknown {
    if (index.length !== this.shape.length) {
      throw new ArrayIndexError(
        `An element of an array of shape ${shapeText(this.shape)} has ${this.shape.length} indices, and ${index.length} are given.`,
      );
    }
    const selection = index.map((at, axis) => axisRange(at, this.shape, axis));
    return this.data[selectedOffsets(this.shape, selection)[0]!];
  }

  /**
   * A part of the array: for each axis an index (which drops the axis), a range `[from, to]` without its end, or `null` for
   * all of it. Axes that are not given are whole; negative numbers count from the end.
   *
   * @throws ArrayIndexError
   */
  slice(...parts: AxisRange[]): NdArray {
    if (parts.length > this.shape.length) {
      throw new ArrayIndexError(
        `An array of shape ${shapeText(this.shape)} has ${this.shape.length} axes, and ${parts.length} ranges are given.`,
      );
    }
    const ranges = this.shape.map((_, axis) => axisRange(parts[axis] ?? null, this.shape, axis));
    const offsets = selectedOffsets(this.shape, ranges);
    const shape = ranges.filter(({ dropped }) => !dropped).map(({ length }) => length);
    return new NdArray(shape, taken(this.data, offsets), { dtype: this.dtype, origin: this.origin });
  }

  /** The elements as arrays of arrays, one a dimension. */
  toNested(): unknown {
    const nest = (axis: number, from: number, count: number): unknown => {
      const length = this.shape[axis];
      if (length === undefined) return this.data[from];
      const step = count / length;
      return Array.from({ length }, (_, i) => nest(axis + 1, from + i * step, step));
    };
    return nest(0, 0, this.size);
  }

  /**
   * The array as a table: one dimension gives a column `value`; two give a column each, `0`, `1` and so on; more give a row an
   * element with its indices `i0`, `i1`, ... and its `value`.
   */
  toTable(): Table {
    const [rows = 1, columns = 1] = this.shape;
    const at = (i: number) => this.#value(i);
    if (this.shape.length <= 1) return this.#table([['value', Array.from(this.data, (_, i) => at(i))]]);
    if (this.shape.length === 2) {
      const column = (c: number) => Array.from({ length: rows }, (_, r) => at(r * columns + c));
      return this.#table(Array.from({ length: columns }, (_, c) => [String(c), column(c)]));
    }
    const indices = this.shape.map((length, axis): [string, unknown[]] => {
      const step = countOf(this.shape.slice(axis + 1));
      return [`i${axis}`, Array.from(this.data, (_, i) => Math.floor(i / step) % length)];
    });
    return this.#table([...indices, ['value', Array.from(this.data, (_, i) => at(i))]]);
  }

  [jupyterDisplay](): Promise<MimeBundle> {
    return arrayBundle(this);
  }

  [inspect.custom](): string {
    return arraySummary(this);
  }

  #value(i: number): unknown {
    return this.dtype === 'bool' ? this.data[i] === 1 : this.data[i];
  }

  #table(columns: [string, unknown[]][]): Table {
    return Table.fromColumns(new Map(columns), { origin: this.origin });
  }
}

function taken(data: NdArray['data'], offsets: Uint32Array): NdArray['data'] {
  if (isNumbers(data)) {
    const part = new (data.constructor as Uint8ArrayConstructor)(offsets.length);
    offsets.forEach((offset, i) => {
      part[i] = data[offset] as number;
    });
    return part;
  }
  return Array.from(offsets, offset => data[offset]);
}

function isNumbers(data: NdArray['data']): data is NumberArray {
  return ArrayBuffer.isView(data);
}

function dtypeOf(data: NdArray['data']): Dtype {
  if (isNumbers(data)) return data.constructor.name.replace(/Array$|Big/g, '').toLowerCase() as Dtype;
  return data.every(value => typeof value === 'string') ? 'string' : 'object';
}
