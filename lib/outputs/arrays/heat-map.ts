import { finiteRange } from './finite-range.js';
import type { NdArray } from './nd-array.js';

/** Dark blue over green to yellow, even steps for the eye and for colour-blind eyes (after matplotlib's viridis). */
const anchors = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
] as const;
/** A picture has at most this many pixels on a side: larger arrays are thinned, small ones enlarged by whole factors. */
const side = 512;

/** A PNG of an array of two dimensions, the first row on top; what is no number is left clear. */
export async function heatMap(array: NdArray): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  const [rows, columns] = array.shape as [number, number];
  const [least, most] = finiteRange(array) ?? [0, 0];
  const thin = Math.ceil(Math.max(rows, columns) / side);
  const zoom = Math.max(1, Math.floor(side / 2 / Math.max(rows, columns)));
  const width = Math.ceil(columns / thin) * zoom;
  const height = Math.ceil(rows / thin) * zoom;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / zoom) * thin;
    for (let x = 0; x < width; x++) {
      const value = Number(array.data[row * columns + Math.floor(x / zoom) * thin]);
      if (!Number.isFinite(value)) continue;
      const part = most > least ? (value - least) / (most - least) : 0.5;
      data.set(color(part), (y * width + x) * 4);
    }
  }
  return encode({ width, height, channels: 4, data });
}

function color(part: number): [number, number, number, number] {
  const at = Math.min(1, Math.max(0, part)) * (anchors.length - 1);
  const low = anchors[Math.floor(at)]!;
  const high = anchors[Math.ceil(at)]!;
  const mixed = (i: 0 | 1 | 2) => Math.round(low[i] + (high[i] - low[i]) * (at - Math.floor(at)));
  return [mixed(0), mixed(1), mixed(2), 255];
}
