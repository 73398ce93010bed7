import type { Dtype, NumberArray } from '../arrays/dtype.js';

/** A group, dataset or link in a file that holds a tree of them. */
export interface TreeEntry {
  /** Where it is: `/run1/energy`. */
  readonly path: string;
  readonly kind: 'group' | 'dataset' | 'link';
  /** Of a dataset: the length of each axis; null where it holds nothing. */
  readonly shape?: readonly number[] | null | undefined;
  /** Of a dataset: its type, by NumPy's names; the fields of records. */
  readonly dtype?: string | undefined;
  /** The names of the axes, where the file has them. */
  readonly dimensions?: readonly string[] | undefined;
  /** Of a link: where it points. */
  readonly target?: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A dataset's values, as they come out of a thread. */
export interface RawArray {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly data: NumberArray | readonly unknown[];
}

/** Columns of one length, as they come out of a thread. */
export type RawColumns = readonly (readonly [name: string, values: readonly unknown[]])[];
