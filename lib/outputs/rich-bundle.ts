import { types } from 'node:util';
import { imageBundle } from '../display/image-bundle.js';
import { imageSize } from '../display/image-size.js';
import type { MimeBundle } from '../display/port.js';
import { tableBundle } from '../display/table-view.js';
import { arrowView } from './arrow-view.js';
import { recordsView } from './records-view.js';

/**
 * How values of JavaScript and of other packages are shown that say nothing of it themselves: the bytes of an image as
 * the image, an array of records and an Arrow table as a table. Undefined for all others.
 */
export function richBundle(value: object): MimeBundle | undefined {
  try {
    if (types.isUint8Array(value)) return imageSize(value) && imageBundle(value);
    const records = recordsView(value);
    // As text an array is what it is in code.
    if (records) return { 'text/html': tableBundle(records)['text/html'] };
    const arrow = arrowView(value);
    return arrow && tableBundle(arrow);
  } catch {
    // It only looked like one: a getter throws, a proxy is revoked.
    return undefined;
  }
}
