import type { Bundle } from './display-event.js';

/** Enough of a PNG to hold the chunks before its pixels. */
const headLength = 4096;
/** Dots per metre at which a dot is a pixel of the screen: 72 dots per inch. */
const plain = 72 / 0.0254;

/**
 * The metadata of a bundle: a PNG drawn at twice its density (as its pHYs chunk tells) is shown at its true size, by the
 * keys that Jupyter's front ends and nbconvert read.
 */
export function displayMetadata(bundle: Bundle): Record<string, unknown> {
  const png = bundle['image/png'];
  const size =
    typeof png === 'string' ? trueSize(Buffer.from(png.slice(0, headLength), 'base64')) : undefined;
  return size ? { 'image/png': size } : {};
}

/**
 * The metadata of the update of a display: as {@link displayMetadata}, with the id of the display. It is kept with the notebook,
 * and pages that were loaded later find the display by it; see late-page.mjs.
 */
export function updateMetadata(bundle: Bundle, id: string): Record<string, unknown> {
  return { ...displayMetadata(bundle), tunebook: { display: id } };
}

/** Width and height in pixels of the screen, for a PNG that has several dots to each of them. */
function trueSize(head: Buffer): { width: number; height: number } | undefined {
  if (head.length < 33 || head.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  for (let at = 33; at + 17 <= head.length; at += 12 + head.readUInt32BE(at)) {
    const type = head.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') return undefined;
    if (type !== 'pHYs') continue;
    const zoom = head.readUInt8(at + 16) === 1 ? Math.round(head.readUInt32BE(at + 8) / plain) : 1;
    if (zoom < 2) return undefined;
    return {
      width: Math.round(head.readUInt32BE(16) / zoom),
      height: Math.round(head.readUInt32BE(20) / zoom),
    };
  }
  return undefined;
}
