import { imageSize } from './image-size.js';
import { imageType } from './image-type.js';
import type { MimeBundle } from './port.js';
import { size } from './words.js';

/** The bytes of a PNG, JPEG, GIF or WebP as a display; undefined for all other bytes. */
export function imageBundle(bytes: Uint8Array): MimeBundle | undefined {
  const type = imageType(bytes);
  const pixels = imageSize(bytes);
  if (!type) return undefined;
  const facts = [pixels && `${pixels.width} × ${pixels.height}`, size(bytes.length)].filter(Boolean);
  return {
    [type]: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    'text/plain': `${type.slice(6).toUpperCase()} image, ${facts.join(', ')}`,
  };
}
