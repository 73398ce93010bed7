import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { withDensity } from './png-density.js';
import { textWidth } from './text-width.js';

/** Worker thread: answers `{ id, spec }` with `{ id, png }` or `{ id, error }`. */

const require = createRequire(import.meta.url);
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(file =>
  require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
);
/** No picture has more pixels than this at the double density. */
const mostPixels = 16_000_000;

/** The part of Vega's interface for those who measure text themselves; its type declarations leave it out. */
interface TextMetrics {
  width(item: { fontSize?: number }, text: unknown): number;
}

const { textMetrics } = vega as unknown as { textMetrics: TextMetrics };
textMetrics.width = (item, text) => textWidth(String(text ?? ''), item.fontSize ?? 11);

/** Advice of Vega about a specification would appear as output of the user's cell. */
const quiet = vega.logger(vega.None);

async function png(spec: TopLevelSpec): Promise<Uint8Array> {
  const { spec: parsed } = compile(spec, { logger: quiet });
  const view = new vega.View(vega.parse(parsed), { renderer: 'none', logger: quiet });
  try {
    const svg = await view.toSVG();
    const [, width = '0', height = '0'] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    const zoom = Math.min(2, Math.sqrt(mostPixels / Math.max(1, Number(width) * Number(height))));
    const drawn = new Resvg(svg, {
      font: {
        fontFiles,
        loadSystemFonts: false,
        defaultFontFamily: 'DejaVu Sans',
        sansSerifFamily: 'DejaVu Sans',
      },
      fitTo: { mode: 'zoom', value: zoom },
      background: 'white',
    }).render();
    return withDensity(drawn.asPng(), zoom);
  } finally {
    view.finalize();
  }
}

parentPort?.on('message', async ({ id, spec }: { id: number; spec: TopLevelSpec }) => {
  try {
    parentPort?.postMessage({ id, png: await png(spec) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
