import { ChartError } from '../../errors/chart-error.js';
import { paperConfig } from '../chart/theme.js';
import type { PlotlyFigure } from './figure.js';
import { flatSpec } from './flat.js';
import { parallelSpec } from './parallel-still.js';
import { sceneSvg } from './scene.js';
import type { Layout, Trace } from './trace.js';

/**
 * A picture of a plotly figure without plotly, which needs a browser: what lies in space as SVG, all else as a Vega-Lite
 * specification. It shows the same data, seen from the same side, in the looks of our charts.
 *
 * @throws ChartError for kinds of traces that it cannot draw
 */
export function figureStill({ data, layout = {} }: PlotlyFigure): object | string {
  const traces = (data as readonly Trace[]).filter(
    ({ visible }) => visible !== false && visible !== 'legendonly',
  );
  const kinds = new Set(traces.map(({ type = 'scatter' }) => type));
  const all = (...known: string[]) => kinds.size > 0 && [...kinds].every(kind => known.includes(kind));
  if (all('scatter3d', 'surface', 'mesh3d')) return sceneSvg(traces, layout as Layout);
  if (all('parcoords')) return { config: paperConfig, ...parallelSpec(traces[0]!, layout as Layout) };
  const spec = flatSpec(traces, layout as Layout);
  if (spec) return { config: paperConfig, ...spec };
  throw new ChartError(
    `plotly's ${[...kinds].join(', ') || 'figure without data'} is drawn by plotly in JupyterLab or VS Code only.`,
  );
}
