import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { arrayOf, sliced } from '../arrays/read-array.js';
import type { DataFile } from '../data-file.js';
import {
  entriesOf,
  type NetCdf3,
  type NetCdfVariable,
  openNetCdf3,
  readCells,
  readVariable,
} from '../netcdf/netcdf3.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';
import { largestGroup } from '../trees/largest-group.js';
import { treeView } from '../trees/tree-view.js';

/** NetCDF-3: a tree to look at, a variable as an array, the variables along one dimension as a table. */
export const netcdf3Reader: FormatReader = {
  async array(file, options) {
    const found = await openNetCdf3(file, options);
    const read = await readVariable(file, found, chosen(found, file, options), options);
    return sliced(arrayOf(read, file.caption), options);
  },
  async table(file, options) {
    const found = await openNetCdf3(file, options);
    const origin = file.caption;
    const flat = options.part === undefined ? longestAxis(found) : [chosen(found, file, options)];
    if (flat.length === 0 || flat[0]!.shape.length !== 1) {
      const read = await readVariable(file, found, chosen(found, file, options), options);
      return arrayOf(read, origin).toTable();
    }
    const columns = new Map<string, readonly unknown[]>();
    for (const variable of flat) {
      columns.set(variable.name, await readCells(file, found, variable, options));
    }
    return Table.fromColumns(columns, { origin });
  },
  json: async (file, options) => entriesOf(await openNetCdf3(file, options)),
  show: async (file, options) => treeView(entriesOf(await openNetCdf3(file, options)), file.caption),
};

function chosen({ variables }: NetCdf3, file: DataFile, { part }: ReadOptions): NetCdfVariable {
  const name = part?.toString().replace(/^\//, '');
  const found =
    name === undefined && variables.length === 1 ? variables[0] : variables.find(each => each.name === name);
  if (found) return found;
  const names = variables.map(each => `'${each.name}'`).join(', ') || 'none';
  const what = name === undefined ? 'several variables' : `no variable '${name}'`;
  throw new MalformedFileError(
    `${file.title} has ${what}. There are ${names}; show() has all. Say which: { part: '...' }.`,
  );
}

/** The variables of one dimension, along the dimension that most of them have. */
function longestAxis({ variables }: NetCdf3): readonly NetCdfVariable[] {
  const flat = variables.filter(({ shape, dtype }) => shape.length === 1 && dtype !== 'string');
  return largestGroup(flat, ({ dimensions }) => dimensions[0]);
}
