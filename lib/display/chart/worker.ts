import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { motionless } from './motionless.js';
import { indexedPng } from './palette-png.js';
import { withDensity } from './png-density.js';
import type { Still } from './still.js';
import { textWidth } from './text-width.js';

/** Worker thread: answers `{ id, what }` with `{ id, still }` or `{ id, error }`. */

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

async function still(what: TopLevelSpec | string): Promise<Still> {
  const svg = typeof what === 'string' ? what : await drawn(what);
  const [, width = '0', height = '0'] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const zoom = Math.min(2, Math.sqrt(mostPixels / Math.max(1, Number(width) * Number(height))));
  const picture = new Resvg(svg, {
    font: {
      fontFiles,
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
    fitTo: { mode: 'zoom', value: zoom },
    background: 'white',
  }).render();
  const png = indexedPng(picture.pixels, picture.width) ?? picture.asPng();
  return { png: withDensity(png, zoom), svg };
}

async function drawn(spec: TopLevelSpec): Promise<string> {
  const { spec: parsed } = compile(motionless(spec), { logger: quiet });
  const view = new vega.View(vega.parse(parsed), { renderer: 'none', logger: quiet });
  try {
    return apart(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/**
 * Names of its own for what a picture refers to in itself: in a page with several they would meet. Vega counts them on from picture
 * to picture; here the same picture has the same names.
 */
function apart(svg: string): string {
  const own = crc32(svg.replace(counted, '$1')).toString(36);
  const names = new Map<string, string>();
  return svg.replace(counted, (_, before: string, name: string) => {
    if (!names.has(name)) names.set(name, `t${own}-${names.size}`);
    return before + names.get(name);
  });
}

const counted = /(\bid="|url\(#)((?:clip|gradient_)\d+)/g;

parentPort?.on('message', async ({ id, what }: { id: number; what: TopLevelSpec | string }) => {
  try {
    parentPort?.postMessage({ id, still: await still(what) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
