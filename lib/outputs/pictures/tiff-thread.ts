import { readFile, stat } from 'node:fs/promises';
import { addDecoder, fromFile, type GeoTIFFImage } from 'geotiff';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { exactNumbers, type NumberArray } from '../arrays/dtype.js';
import type { RawArray } from '../trees/raw.js';
import { LzwDecoder } from './lzw.js';
import { checkPixels } from './pixel-limit.js';
import { soundDirectories } from './tiff-directories.js';

/** These functions run in the thread of `isolated`. */

addDecoder(5, async () => LzwDecoder);

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

/** No compression that TIFF has makes more of a byte, but for small pictures. */
const mostRatio = 2000;
const anyBytes = 2 ** 26;

/** What is promised must fit into memory, and the file must have the bytes for it. */
async function checkPromise(path: string, title: string, image: GeoTIFFImage): Promise<void> {
  const [width, height, channels] = [image.getWidth(), image.getHeight(), image.getSamplesPerPixel()];
  if (!(width >= 1 && height >= 1 && channels >= 1))
    throw new MalformedFileError(`${title} is a damaged TIFF: it has no pixels.`);
  checkPixels(title, width, height, channels);
  const { size } = await stat(path);
  const block = image.getTileWidth() * image.getTileHeight() * channels;
  if (Math.max(width * height * channels, block) * 8 > Math.max(anyBytes, size * mostRatio))
    throw new MalformedFileError(
      `${title} is a damaged TIFF: it promises ${width} × ${height} pixels in ${size} bytes.`,
    );
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
  if (!soundDirectories(await readFile(path)))
    throw new MalformedFileError(`${title} is no TIFF, or it is damaged or cut short.`);
  const file = await fromFile(path);
  try {
    const pages = await file.getImageCount();
    if (!(page >= 1 && page <= pages))
      throw new MalformedFileError(`${title} has no page ${page}. It has ${pages}, counted from 1.`);
    const image = await file.getImage(page - 1);
    await checkPromise(path, title, image);
    return await use(image, pages);
  } finally {
    await file.close();
  }
}
