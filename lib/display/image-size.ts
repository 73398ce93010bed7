import { imageType } from './image-type.js';

/** Width and height of an image in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** The size of a PNG, JPEG, GIF or WebP, from its header; undefined where the bytes are no whole header of one. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const readers: Record<string, (view: DataView) => ImageSize | undefined> = {
    'image/png': view => ({ width: view.getUint32(16), height: view.getUint32(20) }),
    'image/gif': view => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
    'image/jpeg': jpegSize,
    'image/webp': webpSize,
  };
  try {
    return readers[imageType(bytes) ?? '']?.(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    // The header ends too early.
    return undefined;
  }
}

/** From the frame header, which follows segments that tell their own length (ITU-T T.81, B.2.2). */
function jpegSize(view: DataView): ImageSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !isTable)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return undefined;
}

/** From the first chunk: lossy, lossless or extended (RFC 9649). */
function webpSize(view: DataView): ImageSize | undefined {
  const kind = view.getUint8(15);
  if (kind === 0x20)
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === 0x4c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const uint24 = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  return kind === 0x58 ? { width: uint24(24), height: uint24(27) } : undefined;
}
