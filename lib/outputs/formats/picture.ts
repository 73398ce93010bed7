import { Displayable } from '../../display/display.js';
import { imageBundle } from '../../display/image-bundle.js';
import { imageSize } from '../../display/image-size.js';
import { imageType } from '../../display/image-type.js';
import { size } from '../../display/words.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { NotAnImageError } from '../../errors/not-an-image-error.js';
import { moduleUrl } from '../../model/package-root.js';
import { arrayOf, sliced } from '../arrays/read-array.js';
import type { DataFile } from '../data-file.js';
import { isolated } from '../isolated/isolated.js';
import { checkPixels } from '../pictures/pixel-limit.js';
import { shownPicture } from '../pictures/shown-picture.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import type { RawArray } from '../trees/raw.js';

const thread = moduleUrl('lib/outputs/pictures/picture-thread.js');
/** A larger file is shown as a smaller picture, for it stays in the notebook. */
const mostBytes = 8_000_000;

/** PNG, JPEG, GIF and WebP, which front ends show themselves. */
export const pictureReader: FormatReader = {
  async image(file, options) {
    const bytes = await file.bytes(options);
    const bundle = imageBundle(bytes);
    const pixels = imageSize(bytes);
    if (!bundle) throw new NotAnImageError(`${file.title} is no PNG, JPEG, GIF or WebP image.`);
    if (bytes.length <= mostBytes || imageType(bytes) === 'image/webp' || !pixels)
      return new Displayable(() => bundle);
    const png = await call<Uint8Array>('smaller', bytes, file, options);
    const { width, height } = pixels;
    return shownPicture(png, `${file.caption} · ${width} × ${height}, ${size(bytes.length)} · shown smaller`);
  },
  async array(file, options) {
    const bytes = await file.bytes(options);
    const values = await call<RawArray>('values', bytes, file, options);
    return sliced(arrayOf(values, file.caption), options);
  },
};

async function call<T>(name: string, bytes: Uint8Array, file: DataFile, options: ReadOptions): Promise<T> {
  const pixels = imageSize(bytes);
  if (!pixels) throw new MalformedFileError(`${file.title} is a damaged picture, or cut short.`);
  checkPixels(file.title, pixels.width, pixels.height);
  return isolated<T>(thread, name, [bytes, file.title], file.title, options.signal);
}
