import { jobCard } from '../../../dist/lib/display/job-card.js';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import type { JobRead } from '../../../dist/lib/model/job-read.js';
import { Table } from '../../../dist/lib/outputs/table.js';
import { withPage } from '../../support/browser.ts';

/** What JupyterLab says of tables and preformatted text in outputs (rendermime's base.css, shortened). */
const jupyterLab = `
.jp-RenderedHTMLCommon { color: rgb(10, 20, 30); font-family: serif; font-size: 20px; }
.jp-RenderedHTMLCommon table { margin-left: auto; margin-right: auto; border: 5px solid; table-layout: fixed; font-size: 30px; }
.jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th, .jp-RenderedHTMLCommon tr { text-align: right; vertical-align: middle; padding: 30px; white-space: normal; max-width: none; border: none; }
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: red; }
.jp-RenderedHTMLCommon tbody tr:nth-child(even) { background: green; }
.jp-RenderedHTMLCommon pre, .jp-RenderedHTMLCommon code { border: 5px solid; background: red; overflow: auto; margin: 20px; padding: 20px; }
.jp-OutputArea-output pre { overflow-x: auto; overflow-y: auto; }`;

const page = (...displays: unknown[]) =>
  `<!doctype html><style>${jupyterLab}</style>${displays
    .map(html => `<div class="jp-RenderedHTMLCommon jp-OutputArea-output">${html}</div>`)
    .join('')}`;

const running: JobRead = {
  id: 41,
  name: 'lj',
  status: 'running',
  tasks: [{ image: 'host', cmd: 'sh -c "'.concat('echo a; '.repeat(100), '"') }],
  events: { startTime: 100 },
};
const card = (log: string) => jobCard({ job: running, log, now: 112 })['text/html'];

describe('displays in a browser', () => {
  it('keep the height of a running card, follow the end of its log, and outdo the rules of JupyterLab', async () => {
    const logs = [
      '',
      'one line\n',
      Array.from({ length: 500 }, (_, i) => `line ${i}`).join('\n'),
      'x'.repeat(20_000),
    ];
    const shown = Table.fromRecords([
      { phase: 'liquid', n: 1 },
      { phase: 'gas', n: 2 },
    ])[jupyterDisplay]();
    const { 'text/html': table } = await shown;
    const seen = await withPage(async browserPage => {
      await browserPage.setContent(page(...logs.map(card), table));
      return browserPage.evaluate(measure);
    });
    expect(new Set(seen.heights).size).toBe(1);
    expect(seen.heights[0]).toBeLessThan(150);
    expect(seen.lastLineShows).toBe(true);
    expect(seen.table).toEqual({
      text: 'left',
      number: 'right',
      row: 'rgba(0, 0, 0, 0)',
      margin: '0px',
      font: '13px',
    });
    expect(seen.logBackground).toBe('rgba(0, 0, 0, 0)');
  });
});

describe('a table where scripts run', () => {
  it('is sorted by its heads and turned by pages, with the keyboard too, and shows texts as texts', async () => {
    const n = Array.from({ length: 25 }, (_, i) => (i === 3 ? null : (i * 7) % 25));
    const name = n.map(value => `<i>${value}</i>`);
    const { 'text/html': table } = await Table.fromColumns({ n, name })[jupyterDisplay]();
    let last = {};
    const [first, up, down, next] = await withPage(async browserPage => {
      await browserPage.setContent(page(table as string));
      const seen = () => browserPage.evaluate(tableSeen);
      const steps = [await seen()];
      await browserPage.focus('th button');
      await browserPage.keyboard.press('Enter');
      steps.push(await seen());
      await browserPage.click('th button');
      steps.push(await seen());
      await browserPage.click('.tb-pager button:last-child');
      steps.push(await seen());
      await browserPage.focus('.tb-pager button:last-child');
      for (let i = 0; i < 3; i++) await browserPage.keyboard.press('Enter');
      last = { ...(await seen()), ...(await browserPage.evaluate(focusSeen)) };
      return steps;
    });
    expect(last).toMatchObject({
      told: '21–25 of 25',
      focused: 'next ›',
      disabled: 'true',
      ring: 'solid',
    });
    expect(first).toMatchObject({ cells: ['0', '7', '14'], sort: 'none', told: '1–10 of 25', italic: 0 });
    expect(up).toMatchObject({ cells: ['0', '1', '2'], sort: 'ascending' });
    expect(down).toMatchObject({ cells: ['24', '23', '22'], sort: 'descending' });
    expect(next).toMatchObject({ told: '11–20 of 25', name: '<i>13</i>' });
  });
});

/** Runs in the page: where the keyboard is. */
function focusSeen() {
  const focused = document.activeElement as HTMLElement;
  return {
    focused: focused.textContent,
    disabled: focused.getAttribute('aria-disabled'),
    ring: getComputedStyle(focused).outlineStyle,
  };
}

/** Runs in the page: the first numbers, how they are sorted, what the pager says, and a text. */
function tableSeen() {
  // biome-ignore lint/suspicious/noExplicitAny: the page's own globals have no types here
  const { document } = globalThis as any;
  const text = (element: { textContent: string }) => element.textContent;
  return {
    cells: [...document.querySelectorAll('td:first-child')].slice(0, 3).map(text),
    sort: document.querySelector('th').getAttribute('aria-sort') as string,
    told: text(document.querySelector('[role=status]')),
    name: text(document.querySelector('td:last-child')),
    italic: document.querySelectorAll('i').length as number,
  };
}

/** Runs in the page, where the DOM is; the types of this project leave it out. */
function measure() {
  // biome-ignore lint/suspicious/noExplicitAny: the page's own globals have no types here
  const { document, getComputedStyle } = globalThis as any;
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const style = (selector: string) => getComputedStyle(document.querySelector(selector));
  const box = all('.tb-log > div')[2].getBoundingClientRect();
  const log = all('.tb-log pre')[2].getBoundingClientRect();
  return {
    heights: all('.tb-card').map((element: { offsetHeight: number }) => element.offsetHeight) as number[],
    lastLineShows: Math.abs(log.bottom - box.bottom) < 1 && log.height > box.height,
    table: {
      text: style('td').textAlign as string,
      number: style('td.n').textAlign as string,
      row: style('tbody tr').backgroundColor as string,
      margin: style('table').marginLeft as string,
      font: style('table').fontSize as string,
    },
    logBackground: style('pre').backgroundColor as string,
  };
}
