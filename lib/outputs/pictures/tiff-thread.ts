import { fromFile, type GeoTIFFImage } from 'geotiff';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { exactNumbers, type NumberArray } from '../arrays/dtype.js';
import type { RawArray } from '../trees/raw.js';
import { checkPixels } from './pixel-limit.js';

/** These functions run in the thread of `isolated`. */

/** Photometric interpretations whose values are no greys and no colours yet: inverted, palette, CMYK, YCbCr, Lab. */
const interpreted = new Set([0, 3, 5, 6, 8]);

/** A page, its values as they are stored: `[height, width]`, or with a last axis where a pixel has several. */
export function values(path: string, title: string, page: number): Promise<RawArray> {
  return opened(path, title, page, async image => {
    const data = (await image.readRasters({ interleave: true })) as unknown as NumberArray;
    return raw(image, data, image.getSamplesPerPixel());
  });
}

/** A page as it looks, and how many there are. */
export function picture(
  path: string,
  title: string,
  page: number,
): Promise<{ pixels: RawArray; pages: number }> {
  return opened(path, title, page, async (image, pages) => {
    const kind: unknown = image.fileDirectory.getValue('PhotometricInterpretation');
    if (!interpreted.has(Number(kind))) {
      const data = (await image.readRasters({ interleave: true })) as unknown as NumberArray;
      return { pixels: raw(image, data, image.getSamplesPerPixel()), pages };
    }
    const data = (await image.readRGB({ interleave: true })) as unknown as NumberArray;
    return { pixels: raw(image, data, 3), pages };
  });
}

function raw(image: GeoTIFFImage, data: NumberArray, channels: number): RawArray {
  const size = [image.getHeight(), image.getWidth()];
  const dtype = data.constructor.name.replace('Array', '').toLowerCase() as RawArray['dtype'];
  return { shape: channels === 1 ? size : [...size, channels], dtype, data: exactNumbers(data) };
}

async function opened<T>(
  path: string,
  title: string,
  page: number,
  use: (image: GeoTIFFImage, pages: number) => Promise<T>,
): Promise<T> {
  const file = await fromFile(path);
  try {
    const pages = await file.getImageCount();
    if (!(page >= 1 && page <= pages))
      throw new MalformedFileError(`${title} has no page ${page}. It has ${pages}, counted from 1.`);
    const image = await file.getImage(page - 1);
    checkPixels(title, image.getWidth(), image.getHeight(), image.getSamplesPerPixel());
    return await use(image, pages);
  } finally {
    await file.close();
  }
}
