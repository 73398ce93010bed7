import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lab } from '../../support/lab.ts';
import { savedOutputs } from './saved.ts';

/** A button of anywidget's (https://anywidget.dev): the cell counts its clicks, over a comm. */
const counter = `
let clicks = 0
const view = \`export default { render({ model, el }) {
  const button = document.createElement('button')
  const label = () => { button.textContent = model.get('clicks') + ' clicks' }
  model.on('change:clicks', label)
  button.onclick = () => model.send({ clicked: true })
  label()
  el.append(button)
} }\`
const button = comms.open('jupyter.widget', {
  buffer_paths: [],
  state: {
    _model_module: 'anywidget', _model_name: 'AnyModel', _model_module_version: '*',
    _view_module: 'anywidget', _view_name: 'AnyView', _view_module_version: '*', _view_count: null,
    _anywidget_id: 'counter', _esm: view, clicks,
  },
}, { metadata: { version: '2.1.0' } })
button.onMessage(({ data }) => {
  if (data.content?.clicked) button.send({ method: 'update', state: { clicks: ++clicks }, buffer_paths: [] })
})
show({ [Symbol.for('Jupyter.display')]: () => ({
  'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 0, model_id: button.id },
}) })`;

const pollingCell = `
import { existsSync } from 'node:fs'
const live = show('0 of many')
for (let i = 1; !existsSync('enough'); i++) {
  live.update(i + ' of many')
  await new Promise(resolve => setTimeout(resolve, 20))
}
live.update('all of them')`;

describe('JupyterLab in a browser', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start();
    await lab.shows(await lab.run('const word: string = "hello"; word'), /'hello'/);
  }, 120_000);
  afterAll(() => lab.dispose());

  it('completes members with their kinds by Tab, and inserts the accepted one', async () => {
    const cell = await lab.type('word.to');
    await lab.press('Tab');
    const items = await lab.texts('.jp-Completer-item');
    expect(items).toContainEqual(expect.stringMatching(/toUpperCase.*method/s));
    await lab.page.keyboard.type('Upper');
    await lab.press('Enter');
    await lab.page.keyboard.type('()');
    await lab.press('Shift+Enter');
    await lab.shows(cell, /'HELLO'/);
  });

  it('shows signature and description inside a call by Shift+Tab', async () => {
    await lab.type('word.repeat(');
    await lab.press('Shift+Tab');
    const [tooltip] = await lab.texts('.jp-Tooltip');
    expect(tooltip).toMatch(/repeat\(count: number\): string.*made from count copies/s);
    await lab.press('Escape');
    await lab.clearCell();
  });

  it('shows where a type is wrong, and markup in text as text', async () => {
    const wrong = await lab.run('const size: number = word');
    expect(await lab.shows(wrong, /TS2322/)).toMatch(
      /cell\[\d+\]:1:7 - error TS2322: Type 'string' is not assignable to type 'number'\.\s+1 \| const size: number = word\s+\|\s+\^/,
    );
    await lab.run('const markup = "<b>bold</b>"');
    for (const code of ['console.log(markup)', 'throw new Error(markup)', 'markup', 'show([markup])']) {
      await lab.shows(await lab.run(code), /<b>bold<\/b>/);
    }
  });

  it('does not number cells that were not run because one before them failed', async () => {
    const failing = await lab.runPasted(
      "import { existsSync } from 'node:fs'; while (!existsSync('sent')) await new Promise(r => setTimeout(r, 20)); throw 'first'",
    );
    const skipped = await lab.run('"skipped"');
    await lab.received();
    await writeFile(join(lab.folder, 'sent'), '');
    await lab.shows(failing, /first/);
    await lab.status('idle');
    expect(await lab.prompts([failing, skipped])).toEqual([expect.stringMatching(/^\[\d+\]:$/), '[ ]:']);
  });

  it('draws charts', async () => {
    const cell = await lab.run('plot(Table.fromColumns({ x: [1, 2, 3], y: [2, 4, 3] }), { x: "x", y: "y" })');
    await lab.element(cell, '.vega-embed :is(canvas, svg)');
  });

  it('shows updates while a cell runs, and saves the last', async () => {
    const cell = await lab.runPasted(pollingCell);
    const [first] = /\d+/.exec(await lab.shows(cell, /[1-9]\d* of many/))!;
    await lab.shows(cell, new RegExp(`(?!\\b${first}\\b)[1-9]\\d* of many`));
    await lab.status('busy');
    await writeFile(join(lab.folder, 'enough'), '');
    await lab.shows(cell, /all of them/);
    await lab.status('idle');
    await lab.command('docmanager:save');
    expect((await savedOutputs(lab.notebook))[cell]).toEqual(["display_data: text/plain: 'all of them'"]);
  });

  it('asks for a line, and for a password without showing it', async () => {
    const cell = await lab.run('const answer = await input("How many? "); answer + "!"');
    await lab.element(cell, 'input.jp-Stdin-input:not([type=password])');
    await lab.page.keyboard.type('seven');
    await lab.press('Enter');
    expect(await lab.shows(cell, /'seven!'/)).toMatch(/How many\? +seven/);
    const hidden = await lab.run('(await input("Secret? ", { password: true })).length');
    await lab.element(hidden, 'input.jp-Stdin-input[type=password]');
    await lab.page.keyboard.type('hush');
    await lab.press('Enter');
    expect(await lab.shows(hidden, /^4$/m)).not.toContain('hush');
  });

  it('carries a widget: clicks reach the cell, also while another one waits, and answers reach the page', async () => {
    const cell = await lab.runPasted(counter);
    await lab.click(cell, 'button');
    await lab.shows(cell, /1 clicks/);
    const waiting = await lab.runPasted(
      'console.log("waits"); while (clicks < 3) await new Promise(resolve => setTimeout(resolve, 10)); clicks',
    );
    await lab.shows(waiting, /waits/);
    await lab.click(cell, 'button');
    await lab.shows(cell, /2 clicks/);
    await lab.click(cell, 'button');
    await lab.shows(waiting, /^3$/m);
  });

  it('completes while an endless loop runs, and stops that by I, I', async () => {
    const loop = await lab.run('console.log("started"); while (true) {}');
    await lab.shows(loop, /started/);
    await lab.type('word.to');
    await lab.press('Tab');
    expect(await lab.texts('.jp-Completer-item')).toContainEqual(expect.stringMatching(/toUpperCase/));
    await lab.press('Escape');
    await lab.clearCell();
    await lab.press('Escape');
    await lab.press('i');
    await lab.press('i');
    await lab.shows(loop, /InterruptedError/);
    await lab.shows(await lab.run('word + "!"'), /'hello!'/);
  });

  it('goes on with a cell when the page is reloaded, and finds its job again', async () => {
    const gate = join(lab.folder, 'gate');
    await lab.run('let passed = "not yet"');
    const cell = await lab.run(
      `await new Job({ name: 'gated', tasks: [{ image: 'host', command: sh\`while [ -e ${lab.notebook} ] && [ ! -e ${gate} ]; do sleep 0.05; done\` }] }).run(); passed = "through"`,
    );
    await lab.shows(cell, /running/);
    await lab.command('docmanager:save');
    await lab.page.reload();
    await lab.status('busy');
    expect(await lab.shows(cell, /gated/)).toMatch(/running/);
    await writeFile(gate, '');
    await lab.status('idle');
    await lab.shows(await lab.run('passed'), /through/);
    await lab.runAgain(cell);
    await lab.shows(cell, /completed/);
    await lab.command('docmanager:save');
    expect((await savedOutputs(lab.notebook))[cell]).toEqual([
      expect.stringMatching(/^display_data: text\/html text\/plain: .*completed/s),
      expect.stringContaining("'through'"),
    ]);
  });

  it('starts afresh after 0, 0', async () => {
    await lab.press('Escape');
    await lab.press('0');
    await lab.press('0');
    await lab.texts('.jp-Dialog');
    await lab.press('Enter');
    await lab.shows(await lab.run('word'), /Cannot find name 'word'/);
    await lab.shows(await lab.run('const word = "again"; word'), /'again'/);
  });
});
