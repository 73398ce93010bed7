import { inspect } from 'node:util';
import { chartBundle } from './chart-bundle.js';
import { type ChartData, type ChartSource, chartData, columnsOf } from './chart-data.js';
import type { PlotOptions } from './chart-options.js';
import { chartPng } from './chart-png.js';
import { chartSpec } from './chart-spec.js';
import { paperConfig, screenConfig } from './chart-theme.js';
import { jupyterDisplay, type MimeBundle } from './port.js';
import { plural } from './words.js';

export type { ChartRule, Mark, PlotOptions } from './chart-options.js';

/** A chart: it shows itself, interactive where the front end can, and as a picture everywhere else. */
export class Chart {
  /** The Vega-Lite specification, for `display.vegaLite` after changes of your own. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly #text: string;
  #png: Promise<Uint8Array> | undefined;

  /** {@link plot} is the way to make one. */
  constructor(spec: Record<string, unknown>, text: string) {
    this.spec = { ...spec, config: screenConfig };
    this.#text = text;
  }

  /** The chart as a PNG picture, on white, at twice its size in pixels. */
  png(): Promise<Uint8Array> {
    this.#png ??= chartPng({ ...this.spec, config: paperConfig });
    return this.#png;
  }

  [jupyterDisplay](): Promise<MimeBundle> {
    return chartBundle(this.spec, this.#text, () => this.png());
  }

  [inspect.custom](): string {
    return this.#text;
  }
}

/**
 * Plots columns of a table, or of records.
 *
 * @throws UnknownColumnError when a column does not exist; the message has the names that are near
 * @throws NotANumberError when a column along the vertical axis holds something else
 * @example
 * const found = [{ temp: 1, press: 2.3, sem: 0.1 }, { temp: 1.1, press: 3, sem: 0.1 }]
 * plot(found, { x: 'temp', y: 'press', error: 'sem', rule: { y: 3, label: 'target' } })
 */
export function plot<Row extends object>(
  data: Iterable<Row>,
  options: PlotOptions<keyof Row & string>,
): Chart {
  const chart = chartData(isSource(data) ? data : columnsOf(data), options);
  return new Chart(chartSpec(chart, options), chartText(chart, options));
}

/** A table has its columns at hand; making records of a large one takes seconds. */
function isSource(data: object): data is ChartSource {
  return 'column' in data && typeof data.column === 'function' && 'columns' in data;
}

function chartText({ points, thinned }: ChartData, { x, y, title }: PlotOptions): string {
  const what = `${[y].flat().join(', ')} by ${x}`;
  const drawn =
    thinned > 0 ? `${points.length} of ${points.length + thinned} points` : plural(points.length, 'point');
  return `Chart: ${title === undefined ? what : `${title} (${what})`}, ${drawn}`;
}
