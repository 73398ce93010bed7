import { escapeHtml } from '../../display/html.js';
import { numberFormat } from '../../display/numbers.js';
import type { MimeBundle } from '../../display/port.js';
import { styled } from '../../display/style.js';
import { tableBundle } from '../../display/table-view.js';
import { arrayPng } from '../pictures/array-png.js';
import { pictureHtml } from '../pictures/shown-picture.js';
import { finiteRange } from './finite-range.js';
import { heatMap } from './heat-map.js';
import type { NdArray } from './nd-array.js';
import { shapeText } from './selection.js';

/** An array of two dimensions is drawn from this many rows and columns; a smaller one is read as a table. */
const drawn = 16;

/** A picture of what looks like one, a table of what is small, and of all else the facts. */
export async function arrayBundle(array: NdArray): Promise<MimeBundle> {
  const text = arraySummary(array);
  const [rows = 0, columns = 0, channels = 0] = array.shape;
  const large = rows >= drawn && columns >= drawn && ArrayBuffer.isView(array.data);
  if (large && array.shape.length === 2) {
    return { 'text/html': pictureHtml(heatMap(array), text), 'text/plain': text };
  }
  if (large && array.shape.length === 3 && array.dtype === 'uint8' && (channels === 3 || channels === 4)) {
    return { 'text/html': pictureHtml(await arrayPng(array), text), 'text/plain': text };
  }
  if (array.shape.length === 1 || array.shape.length === 2) {
    const { 'text/html': html, 'text/plain': table } = tableBundle(array.toTable());
    return { 'text/html': html, 'text/plain': `${text}\n${table}` };
  }
  return { 'text/html': styled(`<div class="tb">${escapeHtml(text)}</div>`), 'text/plain': text };
}

/** The facts in a line: type, shape, and the least and largest number. */
export function arraySummary(array: NdArray): string {
  const facts = [`${array.dtype} array`, shapeText(array.shape)];
  if (array.size === 1) facts.push(String(array.data[0]));
  else {
    const range = finiteRange(array.data);
    if (range) facts.push(range.map(numberFormat(range)).join(' to '));
  }
  if (array.origin !== undefined) facts.push(array.origin);
  return facts.join(' · ');
}
