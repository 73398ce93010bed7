import { rasterPng } from '../../display/chart/raster.js';
import { finiteRange } from './finite-range.js';
import type { NdArray } from './nd-array.js';

/** A picture has at most this many pixels on a side: larger arrays are thinned, small ones enlarged by whole factors. */
const side = 512;

/** A PNG of an array of two dimensions, the first row on top; what is no number is left clear. */
export function heatMap(array: NdArray): Uint8Array {
  const [rows, columns] = array.shape as [number, number];
  const [least, most] = finiteRange(array.data) ?? [0, 0];
  const thin = Math.ceil(Math.max(rows, columns) / side);
  const zoom = Math.max(1, Math.floor(side / 2 / Math.max(rows, columns)));
  const [width, height] = [Math.ceil(columns / thin), Math.ceil(rows / thin)];
  const parts = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = Number(array.data[(y * columns + x) * thin]);
      const part = most > least ? (value - least) / (most - least) : 0.5;
      parts[y * width + x] = Number.isFinite(value) ? part : Number.NaN;
    }
  }
  return rasterPng(parts, width, height, zoom);
}
