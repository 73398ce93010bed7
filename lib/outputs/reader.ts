import type { Table } from './table.js';

/** How a file is to be read. */
export interface ReadTableOptions {
  /** The file's name; its extension tells the format, and errors name it. */
  readonly name: string;
  /** The format, where the name and the contents do not tell it. */
  readonly format?: TableFormat | undefined;
  /** Where the file came from ("job 41"); shown below the table. */
  readonly origin?: string | undefined;
  /** CSV and TSV: whether the first line has the names of the columns, or the names. @default it does unless all of it is numbers */
  readonly header?: boolean | readonly string[] | undefined;
  /**
   * LAMMPS: which run of the log, counted from 1, or `'all'`, one below the other with their number in a column `run`.
   * @default the last run
   */
  readonly run?: number | 'all' | undefined;
}

/** A format that can be read as a table. */
export type TableFormat = 'csv' | 'tsv' | 'lammps';

/** One format of tables. */
export interface TableReader {
  readonly format: TableFormat;
  /** How messages call the format. */
  readonly title: string;
  /** Whether a file of this name is in this format, judged by the name alone. */
  namedLike(name: string): boolean;
  /** Whether a text looks like this format, judged by its contents. */
  looksLike(text: string): boolean;
  /** @throws MalformedFileError */
  read(text: string, options: ReadTableOptions): Table;
}
