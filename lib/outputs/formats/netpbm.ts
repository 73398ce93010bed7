import { arrayOf, sliced } from '../arrays/read-array.js';
import { arrayPng } from '../pictures/array-png.js';
import { parseNetpbm } from '../pictures/netpbm.js';
import { shownPicture } from '../pictures/shown-picture.js';
import type { FormatReader } from '../reader.js';

/** PPM, PGM and PBM. */
export const netpbmReader: FormatReader = {
  async array(file, options) {
    const pixels = parseNetpbm(await file.bytes(options), file.title);
    return sliced(arrayOf(pixels, file.caption), options);
  },
  async image(file, options) {
    const pixels = parseNetpbm(await file.bytes(options), file.title);
    const [height, width] = pixels.shape;
    return shownPicture(await arrayPng(pixels), `${file.caption} · ${width} × ${height}`);
  },
};
