import { readNpy, readNpyTable } from '../arrays/npy.js';
import { sliced } from '../arrays/read-array.js';
import type { FormatReader } from '../reader.js';

/** One NumPy array. */
export const npyReader: FormatReader = {
  async array(file, options) {
    return sliced(readNpy(await file.bytes(options), file.title, file.caption), options);
  },
  table: async (file, options) => readNpyTable(await file.bytes(options), file.title, file.caption),
};
