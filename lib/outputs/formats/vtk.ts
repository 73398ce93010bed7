import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { sliced } from '../arrays/read-array.js';
import type { FormatReader } from '../reader.js';
import { parseVtk } from '../vtk/vtk-legacy.js';
import { vtkArray, vtkTable } from '../vtk/vtk-table.js';

/** VTK legacy files, text or binary: the data of points or cells as a table, one of them as an array of the grid's shape. */
export const vtkReader: FormatReader = {
  async table(file, options) {
    const { part } = options;
    if (part !== undefined && part !== 'points' && part !== 'cells') {
      throw new MalformedFileError(
        `${file.title} has tables of its 'points' and of its 'cells', and no '${part}'.`,
      );
    }
    return vtkTable(parseVtk(await file.bytes(options), file.title), part, file.title, file.caption);
  },
  async array(file, options) {
    const data = parseVtk(await file.bytes(options), file.title);
    return sliced(vtkArray(data, options.part?.toString(), file.title, file.caption), options);
  },
  async json(file, options) {
    const data = parseVtk(await file.bytes(options), file.title);
    const arrays = (list: typeof data.pointData) =>
      list.map(({ name, components, data: { length } }) => ({
        name,
        components,
        count: length / components,
      }));
    return {
      title: data.title,
      dataset: data.dataset,
      dimensions: data.dimensions,
      points: arrays(data.pointData),
      cells: arrays(data.cellData),
      fields: arrays(data.fieldData),
    };
  },
};
