import { BaseDecoder } from 'geotiff';

const clear = 256;
const end = 257;
const firstFree = 258;
const mostCodes = 4096;
/** More bytes of one block are not unpacked. */
const mostBytes = 2 ** 30;

/** The LZW of TIFF 6.0 (section 13). The library's own fills all memory, and ends the process, where damaged bytes lead in a circle. */
export class LzwDecoder extends BaseDecoder {
  override decodeBlock(buffer: ArrayBufferLike): ArrayBufferLike {
    return unpackLzw(new Uint8Array(buffer)).buffer;
  }
}

/** @throws Error for a code that stands for nothing yet */
function unpackLzw(packed: Uint8Array): Uint8Array {
  // A code beyond the bytes stands for what an earlier one does, and a byte.
  const earlier = new Uint16Array(mostCodes);
  const last = Uint8Array.from({ length: mostCodes }, (_, code) => code);
  const lengths = new Uint16Array(mostCodes).fill(1, 0, clear);
  let free = firstFree;
  let width = 9;
  let before: number | undefined;
  let bytes = new Uint8Array(packed.length * 4 + mostCodes);
  let at = 0;

  /** Writes what a code stands for from its end on; gives its first byte. */
  const write = (code: number): number => {
    const length = lengths[code]!;
    if (at + length + 1 > bytes.length) bytes = larger(bytes);
    let each = code;
    for (let i = length - 1; i > 0; i--) {
      bytes[at + i] = last[each]!;
      each = earlier[each]!;
    }
    bytes[at] = last[each]!;
    at += length;
    return last[each]!;
  };

  for (let bit = 0; bit + width <= packed.length * 8; ) {
    const code = bitsAt(packed, bit, width);
    bit += width;
    if (code === end) break;
    if (code === clear) {
      free = firstFree;
      width = 9;
      before = undefined;
      continue;
    }
    const isKnown = code < clear || (code >= firstFree && code < free);
    if (!isKnown && (code !== free || before === undefined)) throw new Error('its LZW is damaged');
    const first = write(isKnown ? code : before!);
    if (!isKnown) bytes[at++] = first;
    if (before !== undefined && free < mostCodes) {
      earlier[free] = before;
      last[free] = first;
      lengths[free] = lengths[before]! + 1;
      free += 1;
      if (free + 1 >= 2 ** width && width < 12) width += 1;
    }
    before = code;
  }
  return bytes.slice(0, at);
}

function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  const from = bit >> 3;
  const three = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  return (three >> (24 - width - (bit & 7))) & (2 ** width - 1);
}

function larger(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length * 2 > mostBytes) throw new Error('its LZW unpacks to more than is read');
  const more = new Uint8Array(bytes.length * 2);
  more.set(bytes);
  return more;
}
