import type { AxisRange } from './arrays/selection.js';

/** An option of everything that fetches. */
export interface FetchOptions {
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** How a file is to be read, where its name and contents do not tell it. Each format knows some of these. */
export interface ReadOptions extends FetchOptions {
  /** The format, by its name in `readers.list()`: `'csv'`. @default what the contents say, else the name */
  readonly format?: string | undefined;
  /** Text with columns: whether the first line has their names, or the names. @default it does unless it has numbers like those below */
  readonly header?: boolean | readonly string[] | undefined;
  /** What stands between the cells of a text: `','`, `';'`, `'\t'`, `'|'`, or `' '` for any white space. @default what the first lines say */
  readonly delimiter?: string | undefined;
  /** How a text writes numbers: `1.5` or `1,5`. @default what the first lines say */
  readonly decimal?: '.' | ',' | undefined;
  /** Columns of fixed width: the characters of each. @default places that are blank in every line part them */
  readonly widths?: readonly number[] | undefined;
  /**
   * LAMMPS logs: which run, counted from 1, or `'all'`, one below the other with their number in a column `run`.
   * @default the last run
   */
  readonly run?: number | 'all' | undefined;
  /**
   * Which part of a file that has several: the path of a dataset or group (HDF5, NetCDF), an array (NPZ, VTK), a sheet (Excel), a
   * file (zip, tar), a page, counted from 1 (TIFF, PDF), `'points'` or `'cells'` (VTK).
   */
  readonly part?: string | number | undefined;
  /** Trajectories (LAMMPS dumps, XYZ): which frame, counted from 1, or `'all'` below each other. @default the last frame */
  readonly frame?: number | 'all' | undefined;
  /**
   * Arrays: which part of each axis is read: an index, a range `[from, to]`, or `null` for all of it. HDF5 and NetCDF read no more
   * than that from the file.
   */
  readonly slice?: readonly AxisRange[] | undefined;
}
