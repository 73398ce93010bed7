import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lab } from '../../support/lab.ts';
import { savedOutputs } from './saved.ts';

describe('live displays in JupyterLab', () => {
  let lab: Lab;
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
    const cell = await lab.runPasted(
      "controls({ temp: slider(0, 10, { step: 1, value: 4 }) }, ({ temp }) => 'squared: ' + temp ** 2)",
    );
    await lab.shows(cell, /squared: 16/);
    await lab.page.waitForSelector('input[type=range]', { visible: true });
    await lab.page.focus('input[type=range]');
    await lab.page.keyboard.press('ArrowRight');
    await lab.shows(cell, /squared: 25/);
    await lab.page.keyboard.press('ArrowRight');
    await lab.shows(cell, /squared: 36/);
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

  it('go on in a page that is loaded again, also when they were ended before, and are saved as they are then', async () => {
    const slider = 2;
    const early = await lab.runPasted("const early = gated('c').run()");
    await lab.shows(early, /running.*begun/s);
    const cell = await lab.run("await gated('d').run()");
    await lab.shows(cell, /running.*begun/s);
    await lab.command('docmanager:save');
    await open('c');
    await lab.shows(early, /completed/);
    // It asks whether to leave what is not saved.
    lab.page.once('dialog', dialog => void dialog.accept());
    await lab.page.reload();
    await lab.status('busy');
    await lab.shows(early, /completed/);
    await lab.element(cell, '[data-tb-do=cancel]');
    await open('d');
    await lab.shows(cell, /completed/);
    await lab.page.waitForSelector('input[type=range]', { visible: true });
    await lab.page.focus('input[type=range]');
    await lab.page.keyboard.press('ArrowRight');
    await lab.shows(slider, /squared: 49/);
    await lab.command('docmanager:save');
    const saved = await savedOutputs(lab.notebook);
    expect([early, cell].map(index => saved[index]![0])).toEqual(
      Array(2).fill(expect.stringMatching(/^display_data: text\/html text\/plain: completed/)),
    );
    expect(saved[slider]).toContainEqual(expect.stringContaining('squared: 49'));
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
