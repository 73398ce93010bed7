import type { NdArray } from './arrays/nd-array.js';
import type { DataFile } from './data-file.js';
import type { ReadOptions } from './read-options.js';
import type { Table } from './table.js';

/** What a format can be read as. */
export type Reading = 'table' | 'json' | 'array' | 'image';

/** What tells that a file is in a format. */
export interface Format {
  /** Its name in options, as in `{ format: 'csv' }`. */
  readonly format: string;
  /** How messages call it. */
  readonly title: string;
  /** The ends of names that it goes by, without the dot: `['csv']`. */
  readonly extensions: readonly string[];
  /** Names that have no telling extension, like `log.lammps`. */
  readonly names?: RegExp;
  /** Whether the first bytes of a file (64 kB at most) say for certain that it is in this format, whatever its name. */
  matches?(head: Uint8Array): boolean;
  /** Whether a text whose name says nothing may be in this format, judged by its beginning. */
  looksLike?(text: string): boolean;
}

/** How a format is read. All are optional: what a format is not, it does not give. */
export interface FormatReader {
  /** @throws MalformedFileError saying where the file breaks the rules of its format */
  table?(file: DataFile, options: ReadOptions): Table | Promise<Table>;
  json?(file: DataFile, options: ReadOptions): unknown;
  array?(file: DataFile, options: ReadOptions): NdArray | Promise<NdArray>;
  /** A picture, as any value that shows itself. */
  image?(file: DataFile, options: ReadOptions): unknown;
  /** Any value to show; by default the image, table, JSON or array that the format gives. */
  show?(file: DataFile, options: ReadOptions): unknown;
}

/**
 * A format and how to read it.
 *
 * @example
 * readers.add({
 *   format: 'pairs', title: 'pairs', extensions: ['pairs'],
 *   table: async file => Table.fromRecords((await file.text()).trim().split('\n').map(line => ({ pair: line }))),
 * })
 */
export interface Reader extends Format, FormatReader {}

/** A format whose reader is loaded when a file asks for it. */
export interface LazyReader extends Format {
  /** What the loaded reader gives, so that nothing must be loaded to know. */
  readonly gives: readonly Reading[];
  load(): Promise<FormatReader>;
}
