import { inspect } from 'node:util';
import { withStill } from '../chart/bundle.js';
import { type Still, still } from '../chart/still.js';
import { jupyterDisplay, type MimeBundle } from '../port.js';
import { figureStill } from './figure-still.js';

/** A figure as plotly has them (https://plotly.com/javascript/reference). */
export interface PlotlyFigure {
  readonly data: readonly object[];
  readonly layout?: object | undefined;
  readonly config?: object | undefined;
  readonly frames?: readonly object[] | undefined;
}

/** A plotly figure: it shows itself, interactive where the front end has plotly, and as a picture everywhere else. */
export class Figure {
  /** What plotly draws, for `display.plotly` after changes of your own. */
  readonly figure: PlotlyFigure;
  readonly #text: string;
  #still: Promise<Still> | undefined;

  /** {@link plot3d}, {@link surface}, {@link parallel} and `display.plotly` are the ways to make one. */
  constructor(figure: PlotlyFigure, text: string) {
    this.figure = plain(figure);
    this.#text = text;
  }

  /** The figure as a PNG picture, on white, at twice its size in pixels, seen from where its camera stands. */
  async png(): Promise<Uint8Array> {
    return (await this.#picture()).png;
  }

  [jupyterDisplay](): Promise<MimeBundle> {
    return withStill({ 'application/vnd.plotly.v1+json': this.figure }, this.#text, () => this.#picture());
  }

  [inspect.custom](): string {
    return this.#text;
  }

  #picture(): Promise<Still> {
    this.#still ??= Promise.resolve().then(() => still(figureStill(this.figure)));
    return this.#still;
  }
}

/** A plotly figure of any making. */
export function plotly(figure: PlotlyFigure): Figure {
  const kinds = [
    ...new Set(figure.data.map(trace => String((trace as { type?: string }).type ?? 'scatter'))),
  ];
  return new Figure(figure, `Plotly figure: ${kinds.join(', ') || 'no data'}`);
}

/** What JSON makes of a figure, so that later changes do not show; typed arrays are arrays. */
function plain(figure: PlotlyFigure): PlotlyFigure {
  return JSON.parse(
    JSON.stringify(figure, (_, value) =>
      ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as never) : value,
    ),
  );
}
