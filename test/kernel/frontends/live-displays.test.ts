import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadable } from '../../support/contrast.ts';
import { Lab } from '../../support/lab.ts';
import { until } from '../../support/until.ts';
import { savedOutputs } from './saved.ts';

describe('live displays in JupyterLab', () => {
  let lab: Lab;
  /** The cell with the slider. */
  let panel: number;
  beforeAll(async () => {
    lab = await Lab.start();
    // A job that prints, and ends when its gate is opened or the lab is gone.
    await lab.runPasted(`
      const gated = (name: string) => new Job({ name, tasks: [{ image: 'host', command:
        sh\`echo begun; while [ -e ${lab.folder}/runtime ] && [ ! -e \${'${lab.folder}/' + name} ]; do sleep 0.05; done\` }] })`);
  }, 120_000);
  const open = (name: string) => writeFile(join(lab.folder, name), '');
  afterAll(async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map(open));
    await lab.dispose();
  });

  const press = (cell: number, name: string) => lab.click(cell, `[data-tb-do=${name}]`);

  it('cancel a job by a button that asks once more, and run it again', async () => {
    const cell = await lab.run("await gated('a').run()");
    await lab.shows(cell, /running.*begun/s);
    await press(cell, 'cancel');
    await press(cell, 'cancel-now');
    await lab.shows(cell, /deleted/);
    await open('a');
    await press(cell, 'again');
    await lab.shows(cell, /completed.*Job \d+ once more/s);
  });

  it('call a function with what a slider is set to, by keys, and keep the focus', async () => {
    panel = await lab.runPasted(
      "controls({ temp: slider(0, 10, { step: 1, value: 4 }) }, ({ temp }) => 'squared: ' + temp ** 2)",
    );
    await lab.shows(panel, /squared: 16/);
    await lab.page.waitForSelector('input[type=range]', { visible: true });
    await lab.page.focus('input[type=range]');
    await lab.page.keyboard.press('ArrowRight');
    await lab.shows(panel, /squared: 25/);
    await lab.page.keyboard.press('ArrowRight');
    await lab.shows(panel, /squared: 36/);
  });

  it('fold the cards of many jobs into a board, and run no script of a job', async () => {
    const attack = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>';
    const cell = await lab.runPasted(`
      const evil = (n: number) => new Job({ name: 'many ' + n, tasks: [{ image: 'host', command:
        n === 3 ? sh\`echo \${${JSON.stringify(attack)}} >&2; exit 1\` : 'true' }] })
      const all = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(n => evil(n).run({ check: false })))
      show(all)
      show(all[2])
      all[2]!.follow()`);
    const seen = await lab.shows(cell, /done.*8 jobs · 1 failed.*many 3 exit 1: <img.*stdout of job/s);
    expect(seen).toMatch(/id\s+name\s+state\s+submitted.*8 jobs · as of/s);
    expect(await lab.page.evaluate(() => 'hacked' in window)).toBe(false);
  });

  it('open and scroll the output of a job by keys, which move nothing else', async () => {
    const cell = await lab.run(
      "await new Job({ name: 'long', tasks: [{ image: 'host', command: sh`seq 500` }] }).run()",
    );
    await lab.shows(cell, /completed/);
    const card = (await lab.page.$(`.jp-Notebook .jp-Cell:nth-child(${cell + 1}) .tb-card`))!;
    await (await card.$('summary'))!.focus();
    await lab.page.keyboard.press('Enter');
    await card.waitForSelector('details[open]');
    await lab.page.keyboard.press('Tab');
    await lab.page.keyboard.press('ArrowUp');
    await lab.page.keyboard.press('PageUp');
    const log = (await card.$('.tb-log > div'))!;
    await until(() => log.evaluate(({ scrollTop }) => scrollTop < -100));
    expect(await log.evaluate(element => element === document.activeElement)).toBe(true);
  });

  it('answer to the mouse with what is under it, zoom and selections, whatever columns are called', async () => {
    const attack = '<img src=x onerror="window.hacked = 1"><b>bold</b> \\ %{y}';
    const cell = await lab.runPasted(`
      const attack = ${JSON.stringify(attack)}
      const rows = Array.from({ length: 12 }, (_, i) => ({ [attack]: i, image: i * i, kind: attack + i % 2 }))
      show(plot(rows, { x: attack, y: 'image', color: 'kind', mark: 'point', brush: true, title: attack, height: 200 }))
      show(parallel(rows, { columns: [attack], title: attack, height: 200 }))`);
    await lab.element(cell, '.gtitle');
    await lab.element(cell, '.mark-symbol path[aria-label]');
    const { page } = lab;
    const chart = (await page.$(`.jp-Notebook .jp-Cell:nth-child(${cell + 1}) svg.marks`))!;
    const points = (await chart.$$('.mark-symbol path[aria-label]'))!;
    await points[5]!.scrollIntoView();
    await points[5]!.hover();
    const [tip] = await lab.texts('#vg-tooltip-element.visible');
    expect(tip).toMatch(/^<img src=x onerror=”window\.hacked = 1”><b>bold<\/b> ∖ %\{y\}:\s+\d+/);
    expect(tip).toMatch(/image :\s+\d+/);

    const labels = () => chart.$$eval('.role-axis-label', axes => axes.map(axis => axis.textContent).sort());
    const before = await labels();
    await page.keyboard.down('Control');
    await page.mouse.wheel({ deltaY: -300 });
    await page.keyboard.up('Control');
    await until(async () => String(await labels()) !== String(before));

    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 40, box.y + 150, { steps: 4 });
    await page.mouse.up();
    const faint = () => chart.$$eval('.mark-symbol path[opacity="0.12"]', marks => marks.length);
    await until(async () => (await faint()) > 0);
    expect(await page.$eval('.gtitle', element => element.textContent)).toBe(attack);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  });

  it('are readable on light and on dark pages', async () => {
    const { page } = lab;
    for (const theme of ['JupyterLab Dark', 'JupyterLab Light']) {
      await lab.command('apputils:change-theme', { theme });
      await page.waitForFunction(name => document.body.dataset['jpThemeName'] === name, {}, theme);
      expect({ theme, unreadable: await page.evaluate(unreadable) }).toEqual({ theme, unreadable: [] });
    }
  });

  it('go on in a page that is loaded again, also when they were ended before, and are saved as they are then', async () => {
    const early = await lab.runPasted("const early = gated('c').run()");
    await lab.shows(early, /running.*begun/s);
    const cell = await lab.run("await gated('d').run()");
    await lab.shows(cell, /running.*begun/s);
    await lab.command('docmanager:save');
    await open('c');
    await lab.shows(early, /completed/);
    // It asks whether to leave what is not saved.
    lab.page.once('dialog', dialog => void dialog.accept().catch(() => {}));
    await lab.page.reload();
    await lab.status('busy');
    await lab.shows(early, /completed/);
    await lab.element(cell, '[data-tb-do=cancel]');
    await open('d');
    await lab.shows(cell, /completed/);
    await lab.page.waitForSelector('input[type=range]', { visible: true });
    await lab.page.focus('input[type=range]');
    await lab.page.keyboard.press('ArrowRight');
    await lab.shows(panel, /squared: 49/);
    await lab.command('docmanager:save');
    const saved = await savedOutputs(lab.notebook);
    expect([early, cell].map(index => saved[index]![0])).toEqual(
      Array(2).fill(expect.stringMatching(/^display_data: text\/html text\/plain: completed/)),
    );
    expect(saved[panel]).toContainEqual(expect.stringContaining('squared: 49'));
  });

  it('say since when they are true when they are told nothing new, and attach when the cell is run again', async () => {
    const cell = await lab.run("await gated('b').run()");
    await lab.shows(cell, /running.*begun/s);
    await lab.element(cell, '[data-tb-do=cancel]');
    await lab.command('docmanager:save');
    expect((await savedOutputs(lab.notebook))[cell]![0]).toMatch(
      /running, as of \d\d:\d\d:\d\d on .*run the cell again/,
    );
    await lab.restart();
    await lab.shows(cell, /running, as of \d\d:\d\d:\d\d on .*run the cell again/s);
    await lab.runAgain(0);
    const again = lab.runAgain(cell);
    await lab.shows(cell, /attached: the same job/);
    await open('b');
    await again;
    await lab.shows(cell, /completed/);
  });
});
