/** An option of everything that fetches. */
export interface FetchOptions {
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** How a file is to be read, where its name and contents do not tell it. Each format knows some of these. */
export interface ReadOptions extends FetchOptions {
  /** The format, by its name in `readers.list()`: `'csv'`. @default what the contents say, else the name */
  readonly format?: string | undefined;
  /** CSV and TSV: whether the first line has the names of the columns, or the names. @default it does unless all of it is numbers */
  readonly header?: boolean | readonly string[] | undefined;
  /**
   * LAMMPS logs: which run, counted from 1, or `'all'`, one below the other with their number in a column `run`.
   * @default the last run
   */
  readonly run?: number | 'all' | undefined;
}
