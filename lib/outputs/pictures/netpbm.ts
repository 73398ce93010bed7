import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { RawArray } from '../trees/raw.js';
import { checkPixels } from './pixel-limit.js';

/**
 * The pixels of a PBM, PGM or PPM picture, text or binary (https://netpbm.sourceforge.net/doc/): `[height, width]`, of a PPM with a
 * last axis of three. A PBM has 255 where it is white.
 *
 * @throws MalformedFileError when it is cut short or none
 */
export function parseNetpbm(bytes: Uint8Array, title: string): RawArray {
  const words = headerWords(bytes, title);
  const kind = Number(words.next()[1]);
  const [width, height] = [whole(words.next(), title), whole(words.next(), title)];
  if (width < 1 || height < 1) throw damaged(title, `it is ${width} × ${height} pixels`);
  const bits = kind === 1 || kind === 4;
  const most = bits ? 1 : whole(words.next(), title);
  if (most < 1 || most > 65_535) throw damaged(title, `its largest value is ${most}`);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  checkPixels(title, width, height, channels);
  const count = width * height * channels;
  const start = words.at + 1;
  // Text needs a byte a value too, bits an eighth of one.
  if (bytes.length * 8 < count) throw damaged(title, `it promises ${width} × ${height} pixels`);
  const read =
    kind <= 3
      ? textValues(bytes, words.at, bits)
      : bits
        ? bitValues(bytes, start, width)
        : binaryValues(bytes, start, most > 255);
  const data = most > 255 ? new Uint16Array(count) : new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = read(i);
    if (value === undefined || Number.isNaN(value))
      throw damaged(title, `it promises ${width} × ${height} pixels`);
    data[i] = bits ? 255 - value * 255 : value;
  }
  const shape = channels === 1 ? [height, width] : [height, width, channels];
  return { shape, dtype: most > 255 ? 'uint16' : 'uint8', data };
}

/** The words of the header, without comments; `at` is where the last one ends. */
function headerWords(bytes: Uint8Array, title: string) {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 10_000));
  const word = /(?:\s|#[^\n]*\n)*([^\s#]+)/y;
  return {
    get at() {
      return word.lastIndex;
    },
    next(): string {
      const found = word.exec(text)?.[1];
      if (found === undefined) throw damaged(title, 'its header ends early');
      return found;
    },
  };
}

function whole(word: string, title: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw damaged(title, `"${word.slice(0, 20)}" stands in its header`);
}

type Values = (i: number) => number | undefined;

/** Digits of a PBM need no blank between them. */
function textValues(bytes: Uint8Array, start: number, single: boolean): Values {
  const text = new TextDecoder('latin1').decode(bytes.subarray(start)).replace(/#[^\n]*/g, '');
  const words = text.matchAll(single ? /\S/g : /\S+/g);
  return () => {
    const word = words.next().value?.[0];
    return word === undefined ? undefined : Number(word);
  };
}

function bitValues(bytes: Uint8Array, start: number, width: number): Values {
  const row = Math.ceil(width / 8);
  return i => {
    const x = i % width;
    const byte = bytes[start + Math.floor(i / width) * row + (x >> 3)];
    return byte === undefined ? undefined : (byte >> (7 - (x & 7))) & 1;
  };
}

function binaryValues(bytes: Uint8Array, start: number, wide: boolean): Values {
  if (!wide) return i => bytes[start + i];
  return i => {
    const [high, low] = [bytes[start + 2 * i], bytes[start + 2 * i + 1]];
    return high === undefined || low === undefined ? undefined : high * 256 + low;
  };
}

function damaged(title: string, why: string): MalformedFileError {
  return new MalformedFileError(`${title} is a damaged PPM, PGM or PBM picture, or cut short: ${why}.`);
}
