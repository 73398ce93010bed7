import { moduleUrl } from '../../model/package-root.js';
import { arrayOf, sliced } from '../arrays/read-array.js';
import { shapeText } from '../arrays/selection.js';
import type { DataFile } from '../data-file.js';
import { isolated } from '../isolated/isolated.js';
import { arrayPng } from '../pictures/array-png.js';
import { shownPicture } from '../pictures/shown-picture.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import type { RawArray } from '../trees/raw.js';

const thread = moduleUrl('lib/outputs/pictures/tiff-thread.js');

/** TIFF, of whatever depth: a page (`part`) as a picture or as the numbers that it has. */
export const tiffReader: FormatReader = {
  async array(file, options) {
    const values = await call<RawArray>('values', file, options);
    return sliced(arrayOf(values, file.caption), options);
  },
  async image(file, options) {
    const { pixels, pages } = await call<{ pixels: RawArray; pages: number }>('picture', file, options);
    const facts = [file.caption, `${pixels.dtype} ${shapeText(pixels.shape)}`];
    if (pages > 1) facts.push(`page ${options.part ?? 1} of ${pages}`);
    return shownPicture(await arrayPng(pixels), facts.join(' · '));
  },
};

async function call<T>(name: string, file: DataFile, options: ReadOptions): Promise<T> {
  const path = await file.path(options);
  return isolated<T>(thread, name, [path, file.title, Number(options.part ?? 1)], file.title, options.signal);
}
