import { viridis } from '../../display/chart/viridis.js';
import { finiteRange } from './finite-range.js';
import type { NdArray } from './nd-array.js';

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
      const at = (y * width + x) * 4;
      data.set(viridis(part), at);
      data[at + 3] = 255;
    }
  }
  return encode({ width, height, channels: 4, data });
}
