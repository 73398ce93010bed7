import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { convertIndexedToRgb, decode } from 'fast-png';
import { imageSize } from '../../display/image-size.js';
import { imageType } from '../../display/image-type.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { UnknownFormatError } from '../../errors/unknown-format-error.js';
import type { RawArray } from '../trees/raw.js';
import { dataUrl } from './shown-picture.js';

/** These functions run in the thread of `isolated`; the picture's header was read and its size is fit. */

/** The longer side of a picture that is made smaller. */
const side = 1600;

/** The pixels of a picture: `[height, width]` or `[height, width, channels]`, of 8 or 16 bits. */
export function values(bytes: Uint8Array, title: string): RawArray {
  const type = imageType(bytes);
  const png = type === 'image/png' && pngValues(bytes, title);
  if (png) return png;
  if (type === 'image/webp')
    throw new UnknownFormatError(`${title} is a WebP picture, whose numbers are not read. Save it as PNG.`);
  const { width, height } = imageSize(bytes)!;
  const { pixels } = drawn(bytes, type!, width, height, title);
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4) {
    data[to++] = pixels[from]!;
    data[to++] = pixels[from + 1]!;
    data[to++] = pixels[from + 2]!;
  }
  return { shape: [height, width, 3], dtype: 'uint8', data };
}

/** A PNG of the picture, its longer side no longer than a screen. */
export function smaller(bytes: Uint8Array, title: string): Uint8Array {
  const { width, height } = imageSize(bytes)!;
  const scale = Math.min(1, side / Math.max(width, height));
  const [w, h] = [width, height].map(length => Math.max(1, Math.round(length * scale))) as [number, number];
  return new Uint8Array(drawn(bytes, imageType(bytes)!, w, h, title).asPng());
}

function drawn(bytes: Uint8Array, type: string, width: number, height: number, title: string) {
  const image = `<image width="${width}" height="${height}" preserveAspectRatio="none" href="${dataUrl(type, bytes)}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  const picture = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  const { pixels } = picture;
  // A picture that cannot be unpacked is left out without a word: each byte is as the one before it, and the first is 0.
  if (pixels[0] === 0 && pixels.subarray(1).equals(pixels.subarray(0, -1)))
    throw new MalformedFileError(`${title} is a damaged picture, or cut short.`);
  return { pixels, asPng: () => picture.asPng() };
}

/** Undefined for greys of less than 8 bits, which are drawn like other pictures. */
function pngValues(bytes: Uint8Array, title: string): RawArray | undefined {
  checkInflated(bytes, title);
  const png = decode(bytes);
  const { width, height, depth } = png;
  if (depth < 8 && !png.palette) return undefined;
  const [data, channels] = png.palette
    ? [convertIndexedToRgb(png), png.palette[0]!.length]
    : [png.data, png.channels];
  const shape = channels === 1 ? [height, width] : [height, width, channels];
  return {
    shape,
    dtype: depth === 16 ? 'uint16' : 'uint8',
    data: new (depth === 16 ? Uint16Array : Uint8Array)(data),
  };
}

/** The pixels must not unpack to more than the header promises (https://www.w3.org/TR/png-3/#5Chunk-layout). */
function checkInflated(bytes: Uint8Array, title: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const isData = view.getUint32(at + 4) === 0x49444154;
    if (isData) parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const { width, height } = imageSize(bytes)!;
  // Eight bytes a pixel are the most there are; each row has one more, and an interlaced picture more rows.
  const most = width * height * 8 + height * 2 + 1000;
  try {
    inflateSync(Buffer.concat(parts), { maxOutputLength: most });
  } catch (cause) {
    throw new MalformedFileError(`${title} is a damaged PNG, or cut short.`, { cause });
  }
}
