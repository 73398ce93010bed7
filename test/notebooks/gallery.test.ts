import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElementHandle, Page } from 'puppeteer-core';
import { withPage } from '../support/browser.ts';
import { Lab } from '../support/lab.ts';
import { expectPicture } from '../support/picture.ts';
import { packageRoot, temporaryHome, tunebook } from '../support/tunebook.ts';

const pictures = join(packageRoot, 'test', 'notebooks', 'gallery');
/** The code cells whose pictures are kept, by their place in the notebook. */
const kept = { chart: 2, facets: 4, surface: 16 } as const;

/** What `expose_app_in_browser` gives: the parts of JupyterLab's application that are used here. */
interface App {
  readonly shell: {
    readonly currentWidget: {
      readonly content: {
        readonly widgets: readonly { readonly node: Element }[];
        scrollToItem(index: number, align: string): Promise<void>;
      };
    };
  };
}

describe('notebooks/gallery.ipynb', () => {
  it('shows one of everything, in a page without a network and in JupyterLab, light and dark', async () => {
    const home = await temporaryHome();
    const executed = join(home, 'gallery.ipynb');
    const exported = join(home, 'gallery.html');
    const notebook = join(packageRoot, 'notebooks', 'gallery.ipynb');
    const run = await tunebook(['run', notebook, '-o', executed, '-o', exported], { home });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.stringify(JSON.parse(await readFile(executed, 'utf8')))).not.toContain('no picture');

    await withPage(async page => {
      await page.setOfflineMode(true);
      await page.goto(pathToFileURL(exported).href);
      await expectPage(page);
    });

    const lab = await Lab.start(await readFile(executed, 'utf8'));
    try {
      await expectLab(lab);
    } finally {
      await lab.dispose();
    }
  }, 300_000);
});

/** The exported page: pictures in place of what needs scripts of the lab. */
async function expectPage(page: Page): Promise<void> {
  const seen = await page.evaluate(() => ({
    text: document.body.innerText,
    images: [...document.querySelectorAll<HTMLImageElement>('.jp-OutputArea-output img')].map(
      ({ naturalWidth, width }) => [naturalWidth > 300, width > 300 && width < 900],
    ),
    tables: document.querySelectorAll('.jp-OutputArea-output table').length,
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  }));
  expect(seen.images.length).toBeGreaterThanOrEqual(12);
  expect(seen.images.flat()).not.toContain(false);
  expect(seen.tables).toBeGreaterThanOrEqual(3);
  expect(seen.text).toMatch(/240 rows × 4 columns/);
  expect(seen.text).toMatch(/exit 3: no convergence/);
  expect(seen.wide).toBe(false);
  const cells = await page.$$('.jp-Cell');
  for (const name of ['chart', 'surface'] as const) {
    const image = await cells[kept[name]]!.$('.jp-OutputArea-output img');
    await expectPicture(await image!.screenshot(), pictures, `page-${name}`);
  }
}

/** JupyterLab: charts by its own Vega, figures by our plotly. */
async function expectLab(lab: Lab): Promise<void> {
  const { page } = lab;
  const chart = await drawn(page, kept.chart, 'svg.marks');
  const seen = await chart.evaluate(svg => ({
    title: svg.querySelector('.role-title-text')?.textContent,
    described: svg.closest('[role="graphics-document"]')?.getAttribute('aria-label'),
    axes: [...svg.querySelectorAll('[aria-roledescription="axis"]')].map(axis =>
      axis.getAttribute('aria-label'),
    ),
  }));
  expect(seen.title).toBe('A thermostat');
  expect(seen.described).toMatch(/^Chart: A thermostat \(T \[K\], target \[K\] by step\), 480 points$/);
  expect(seen.axes[0]).toMatch(/^X-axis titled 'step'/);
  await expectPicture(await chart.screenshot(), pictures, 'lab-chart');
  await expectPicture(
    await (await drawn(page, kept.facets, 'svg.marks')).screenshot(),
    pictures,
    'lab-facets',
  );

  const figure = await drawn(page, kept.surface, '.plot-container canvas');
  await expectPicture(await figure.screenshot(), pictures, 'lab-surface');
  const text = await (await drawn(page, kept.surface, '.plot-container')).evaluate(node => node.textContent);
  expect(text).toContain('A drop');

  await lab.command('apputils:change-theme', { theme: 'JupyterLab Dark' });
  await page.waitForFunction(() => document.body.dataset['jpThemeLight'] === 'false');
  const dark = await drawn(page, kept.chart, 'svg.marks');
  const colours = await dark.evaluate(svg => ({
    title: getComputedStyle(svg.querySelector('.role-title-text text')!).fill,
    page: getComputedStyle(document.body).getPropertyValue('--jp-layout-color0'),
  }));
  expect(colours).toMatchObject({ title: expect.stringMatching(/^rgba?\(255, 255, 255/) });
  await expectPicture(await dark.screenshot(), pictures, 'lab-chart-dark');
}

/** What a cell has drawn, once it is in sight and stays where it is: cells above it may still grow. */
async function drawn(page: Page, cell: number, selector: string): Promise<ElementHandle<Element>> {
  const seen: { at?: string; since?: number } = {};
  const place = await page.evaluateHandle(start => start, seen);
  const handle = await page.waitForFunction(
    (index, wanted, last) => {
      const { content } = (window as unknown as { jupyterapp: App }).jupyterapp.shell.currentWidget;
      const found = content.widgets[index]!.node.querySelector(wanted);
      const { top, height } = found?.getBoundingClientRect() ?? { top: 0, height: 0 };
      const at = `${top} ${height}`;
      if (last.at !== at) {
        Object.assign(last, { at, since: Date.now() });
        void content.scrollToItem(index, 'start');
      }
      return height > 0 && Date.now() - last.since! > 500 && found;
    },
    {},
    cell,
    selector,
    place,
  );
  return handle as ElementHandle<Element>;
}
