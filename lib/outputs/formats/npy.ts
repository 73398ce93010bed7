import { readNpy, readNpyTable } from '../arrays/npy.js';
import type { FormatReader } from '../reader.js';

/** One NumPy array. */
export const npyReader: FormatReader = {
  async array(file, options) {
    const array = readNpy(await file.bytes(options), file.title, file.caption);
    return options.slice ? array.slice(...options.slice) : array;
  },
  table: async (file, options) => readNpyTable(await file.bytes(options), file.title, file.caption),
};
