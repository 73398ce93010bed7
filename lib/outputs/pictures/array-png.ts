import { finiteRange } from '../arrays/finite-range.js';
import type { RawArray } from '../trees/raw.js';

/**
 * A PNG of pixels: `[height, width]` in greys, `[height, width, channels]` in greys with alpha, colours, or colours with alpha.
 * Numbers of 8 bits are taken as they are; others are spread so that the least is black and the largest white.
 */
export async function arrayPng({ shape, data, dtype }: RawArray): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  const [height = 1, width = 1, channels = 1] = shape;
  const shown = Math.min(channels, 4);
  const bytes = dtype === 'uint8' ? (data as Uint8Array) : spread(data);
  const pixels = shown === channels ? bytes : withoutRest(bytes, channels, shown);
  return encode({ width, height, channels: shown, data: pixels });
}

function spread(data: RawArray['data']): Uint8Array {
  const [least, most] = finiteRange(data) ?? [0, 0];
  const factor = most > least ? 255 / (most - least) : 0;
  return Uint8Array.from(data as ArrayLike<number>, value =>
    Number.isFinite(Number(value)) ? Math.round((Number(value) - least) * factor) : 0,
  );
}

/** Images of many bands show the first of them. */
function withoutRest(bytes: Uint8Array, channels: number, shown: number): Uint8Array {
  return Uint8Array.from(
    { length: (bytes.length / channels) * shown },
    (_, i) => bytes[Math.floor(i / shown) * channels + (i % shown)]!,
  );
}
