import { moduleUrl } from '../../model/package-root.js';
import { arrayOf } from '../arrays/read-array.js';
import type { DataFile } from '../data-file.js';
import { isolated } from '../isolated/isolated.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';
import type { RawArray, RawColumns, TreeEntry } from '../trees/raw.js';
import { treeView } from '../trees/tree-view.js';

const thread = moduleUrl('lib/outputs/hdf5/hdf5-thread.js');

/**
 * HDF5 and NetCDF-4: a tree to look at (`show()`, `json()`), a dataset as an array, records or the datasets of a group as a table.
 * Only what is asked for is read from the file.
 */
export const hdf5Reader: FormatReader = {
  async array(file, options) {
    const array = await call<RawArray>('array', file, options, [options.part, options.slice]);
    return arrayOf(array, caption(file, options));
  },
  async table(file, options) {
    const origin = caption(file, options);
    const read = await call<RawColumns | RawArray>('table', file, options, [options.part]);
    if ('shape' in read) return arrayOf(read, origin).toTable();
    return Table.fromColumns(new Map(read), { origin });
  },
  json: (file, options) => call<TreeEntry[]>('tree', file, options, []),
  show: async (file, options) => treeView(await call<TreeEntry[]>('tree', file, options, []), file.caption),
};

async function call<T>(
  name: string,
  file: DataFile,
  options: ReadOptions,
  args: readonly unknown[],
): Promise<T> {
  const path = await file.path(options);
  return isolated<T>(thread, name, [path, file.title, ...args], file.title, options.signal);
}

function caption(file: DataFile, { part }: ReadOptions): string {
  return part === undefined ? file.caption : `${file.caption} ${part}`;
}
