import { schema } from '../chart/frame.js';
import type { Json } from '../chart/picture.js';
import { type Layout, titleLines } from './trace.js';

/** What Vega-Lite specifications of figures have in common: size and title of the layout. */
export function figureFrame(layout: Layout, usual: { width: number; height: number }): Json {
  const { width = usual.width, height = usual.height } = layout;
  const [text, ...subtitle] = titleLines(layout.title);
  return {
    $schema: schema,
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    ...(text === undefined ? {} : { title: { text, subtitle } }),
  };
}
