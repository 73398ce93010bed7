import { inspect } from 'node:util';
import { jupyterDisplay, type MimeBundle } from '../port.js';
import { withStill } from './bundle.js';
import { beside, over } from './compose.js';
import type { Draw, Drawing } from './draw.js';
import type { PlotOptions } from './options.js';
import { withSafeTitles } from './safe-titles.js';
import { type Still, still } from './still.js';
import { paperConfig, screenConfig } from './theme.js';

/** As SVG, text takes the colour of the page around it; a canvas knows none. */
const usermeta = { embedOptions: { renderer: 'svg' } };

/** A chart: it shows itself, interactive where the front end can, and as a picture everywhere else. */
export class Chart {
  /** The Vega-Lite specification, for `display.vegaLite` after changes of your own. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly #draw: Draw;
  readonly #drawing: Drawing;
  #still: Promise<Still> | undefined;

  /** {@link plot} is the way to make one. */
  constructor(draw: Draw) {
    this.#draw = draw;
    const drawing = draw({});
    this.#drawing = { ...drawing, spec: withSafeTitles(drawing.spec) };
    const { spec, text } = this.#drawing;
    this.spec = { config: screenConfig, usermeta, description: text, ...spec };
  }

  /**
   * The same chart with some options changed. Of charts in one, each is changed; the title is that of the whole.
   *
   * @example
   * const chart = plot([{ t: 1, v: 2 }, { t: 2, v: 5 }], { x: 't', y: 'v' })
   * chart.with({ mark: 'area', title: 'Speed' })
   */
  with(changes: PlotOptions): Chart {
    return new Chart((more, place) => this.#draw({ ...changes, ...more }, place));
  }

  /**
   * This chart drawn over others, on shared axes; single series get a colour each and are named.
   *
   * @example
   * const measured = plot([{ t: 1, v: 2.1 }, { t: 2, v: 4.8 }], { x: 't', y: 'v', mark: 'point' })
   * const model = plot([{ t: 1, fit: 2 }, { t: 2, fit: 5 }], { x: 't', y: 'fit' })
   * measured.over(model)
   */
  over(...others: Chart[]): Chart {
    return new Chart(over([...others.reverse(), this].map(chart => chart.#draw)));
  }

  /** This chart with others on its right. */
  beside(...others: Chart[]): Chart {
    return new Chart(
      beside(
        [this, ...others].map(chart => chart.#draw),
        'hconcat',
      ),
    );
  }

  /** This chart with others below. */
  above(...others: Chart[]): Chart {
    return new Chart(
      beside(
        [this, ...others].map(chart => chart.#draw),
        'vconcat',
      ),
    );
  }

  /** The chart as a PNG picture, on white, at twice its size in pixels. */
  async png(): Promise<Uint8Array> {
    return (await this.#picture()).png;
  }

  /** The chart as an SVG picture, on white. */
  async svg(): Promise<string> {
    return (await this.#picture()).svg;
  }

  [jupyterDisplay](): Promise<MimeBundle> {
    const chart = { 'application/vnd.vegalite.v5+json': this.spec };
    return withStill(chart, this.#drawing.text, () => this.#picture());
  }

  [inspect.custom](): string {
    return this.#drawing.text;
  }

  #picture(): Promise<Still> {
    this.#still ??= still({ config: paperConfig, ...this.#drawing.spec });
    return this.#still;
  }
}
