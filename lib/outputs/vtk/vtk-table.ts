import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { NdArray } from '../arrays/nd-array.js';
import { countOf } from '../arrays/selection.js';
import { freeName } from '../free-name.js';
import { Table } from '../table.js';
import type { VtkArray, VtkData } from './vtk-legacy.js';

/**
 * The data at the points of a VTK file, one a row with its coordinates `x`, `y` and `z`, or the data of its cells.
 *
 * @param part the points by default, the cells where only these have data
 */
export function vtkTable(
  data: VtkData,
  part: 'points' | 'cells' | undefined,
  name: string,
  origin?: string,
): Table {
  const cells =
    part === 'cells' || (part === undefined && data.pointData.length === 0 && data.cellData.length > 0);
  const columns = new Map<string, readonly unknown[]>();
  if (!cells) for (const [axis, values] of coordinates(data, name)) columns.set(axis, values);
  else if (data.cellTypes) columns.set('cell_type', Array.from(data.cellTypes, Number));
  for (const array of cells ? data.cellData : data.pointData) {
    for (const [column, values] of arrayColumns(array)) {
      const free = freeName(column, each => columns.has(each));
      columns.set(free, values);
    }
  }
  const lengths = new Set([...columns.values()].map(values => values.length));
  if (lengths.size > 1)
    throw new MalformedFileError(
      `${name} has data for another number of ${cells ? 'cells' : 'points'} than it has.`,
    );
  return Table.fromColumns(columns, { origin });
}

/**
 * One array of a VTK file. Of a structured dataset it has the dataset's shape: z, y, x, without those of a length of one.
 *
 * @throws MalformedFileError which names those that there are
 */
export function vtkArray(data: VtkData, part: string | undefined, name: string, origin?: string): NdArray {
  const all = [...data.pointData, ...data.cellData, ...data.fieldData];
  const array = all.find(each => each.name === part) ?? (part === undefined ? all[0] : undefined);
  if (!array) {
    const names = all.map(each => `'${each.name}'`).join(', ') || 'none';
    throw new MalformedFileError(
      `${name} has no array '${part ?? ''}'. It has ${names}: .array({ part: '...' }).`,
    );
  }
  const points = data.pointData.includes(array);
  const grid = data.dimensions?.map(length => (points ? length : Math.max(1, length - 1)));
  const count = array.data.length / array.components;
  const structured = grid !== undefined && countOf(grid) === count && !data.fieldData.includes(array);
  const shape = structured ? [...grid].reverse().filter(length => length !== 1) : [count];
  return new NdArray(array.components === 1 ? shape : [...shape, array.components], array.data, { origin });
}

function coordinates(data: VtkData, name: string): [string, number[]][] {
  const { points, dimensions, axes } = data;
  if (points)
    return arrayColumns({ name: '', components: 3, data: points }).map(([, values], i) => [
      'xyz'[i]!,
      values as number[],
    ]);
  const [nx = 0, ny = 0, nz = 0] = dimensions ?? [];
  const count = nx * ny * nz;
  const [first] = data.pointData;
  if (first && first.data.length !== count * first.components)
    throw new MalformedFileError(`${name} has ${count} points, and data for another number of them.`);
  if (!first) return [];
  const steps = [1, nx, nx * ny];
  return [nx, ny, nz].map((length, axis) => [
    'xyz'[axis]!,
    Array.from({ length: count }, (_, i) => {
      const at = Math.floor(i / steps[axis]!) % length;
      return Number(axes[axis]?.[at] ?? data.origin[axis]! + at * data.spacing[axis]!);
    }),
  ]);
}

/** One column a component: `velocity_x`, or `stress_1` where there are not three. */
function arrayColumns({ name, components, data }: VtkArray): [string, unknown[]][] {
  const count = components > 0 ? Math.floor(data.length / components) : 0;
  return Array.from({ length: components }, (_, c) => [
    components === 1 ? name : `${name}_${components === 3 ? 'xyz'[c] : c + 1}`,
    Array.from({ length: count }, (_, i) => data[i * components + c]),
  ]);
}
