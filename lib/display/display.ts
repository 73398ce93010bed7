import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { NotAnImageError } from '../errors/not-an-image-error.js';
import type { Chart } from './chart/chart.js';
import { vegaLite } from './chart/vega-lite.js';
import { type Figure, type PlotlyFigure, plotly } from './figure/figure.js';
import { displayPort } from './front-end.js';
import { imageBundle } from './image-bundle.js';
import { jupyterDisplay, type MimeBundle } from './port.js';

/** A value that shows itself as what it was made of. */
export class Displayable {
  readonly #bundle: () => MimeBundle | Promise<MimeBundle>;

  constructor(bundle: () => MimeBundle | Promise<MimeBundle>) {
    this.#bundle = bundle;
  }

  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    return this.#bundle();
  }
}

/**
 * Makes values that show themselves: as the last expression of a cell, or with `show`.
 *
 * @example
 * display.markdown('**Pressure** $P = 3.0$')
 */
export const display = {
  /** HTML, as it is: escape what came from elsewhere. Scripts run in trusted notebooks only. */
  html: (html: string): Displayable => ofText('text/html', html),
  /** Markdown, with `$...$` for formulas. */
  markdown: (markdown: string): Displayable => ofText('text/markdown', markdown),
  /** LaTeX; put `$...$` or `$$...$$` around formulas. */
  latex: (latex: string): Displayable => ofText('text/latex', latex),
  /** The source of an SVG picture. */
  svg: (svg: string): Displayable => ofText('image/svg+xml', svg),
  /** Plain text, without quotes around it. */
  text: (text: string): Displayable => new Displayable(() => ({ 'text/plain': String(text) })),
  /** A value as a tree that folds. */
  json: (value: unknown): Displayable =>
    new Displayable(() => ({ 'application/json': plainJson(value), 'text/plain': inspect(value) })),
  /**
   * An image, from its bytes or a path: PNG, JPEG, GIF or WebP, told by its first bytes.
   *
   * @throws NotAnImageError when it is shown and is none of these
   */
  image: (source: Uint8Array | string): Displayable => new Displayable(() => imageOf(source)),
  /**
   * A Vega-Lite chart of any specification; `data`, a table or records, is what it shows. For plots of columns see `plot`.
   *
   * @throws ChartError when the table has more rows than a notebook should hold
   * @example
   * const rows = [{ temp: 1, press: 2.3 }, { temp: 1.1, press: 3 }]
   * display.vegaLite({ mark: 'tick', encoding: { x: { field: 'press', type: 'quantitative' } } }, rows)
   */
  vegaLite: (spec: object, data?: Iterable<object>): Chart => vegaLite(spec, data),
  /**
   * A plotly figure, `{ data, layout }`. JupyterLab and VS Code let it be turned and zoomed; elsewhere a picture of it shows.
   *
   * @example
   * display.plotly({ data: [{ type: 'bar', x: ['a', 'b'], y: [2, 5] }], layout: { title: { text: 'Counts' } } })
   */
  plotly: (figure: PlotlyFigure): Figure => plotly(figure),
  /** Clears the output of the cell: at once, or (`wait`) when the next output comes, which does not flicker. */
  clear: (wait = false): void => displayPort().clear(wait),
} as const;

function ofText(type: string, text: string): Displayable {
  return new Displayable(() => ({ [type]: String(text), 'text/plain': String(text) }));
}

/** What JSON makes of a value, so that later changes of the value do not show, and what JSON cannot say fails here. */
function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}

async function imageOf(source: Uint8Array | string): Promise<MimeBundle> {
  const bundle = imageBundle(typeof source === 'string' ? await readFile(source) : source);
  if (bundle) return bundle;
  const what = typeof source === 'string' ? `${source} is` : 'These bytes are';
  throw new NotAnImageError(`${what} no PNG, JPEG, GIF or WebP image. Show SVG with display.svg(text).`);
}
