import { Jupyter, python } from '../../support/jupyter.ts';
import { descendants, gone } from '../../support/processes.ts';
import { Terminal } from '../../support/terminal.ts';

const enter = '\r';
const tab = '\t';
const ctrlC = '\x03';
const ctrlD = '\x04';

describe('jupyter console', () => {
  let jupyter: Jupyter;
  let terminal: Terminal;
  const prompt = (count: number) => terminal.shows(new RegExp(`In \\[${count}\\]: `));

  beforeAll(async () => {
    jupyter = await Jupyter.install();
    terminal = new Terminal([python, '-m', 'jupyter_console', '--kernel', 'tunebook'], {
      cwd: jupyter.folder,
      env: jupyter.env,
    });
    await terminal.shows(/Tunebook [\d.]+: TypeScript on Node/);
    await prompt(1);
  }, 120_000);
  afterAll(async () => {
    terminal.close();
    await terminal.ended;
    await jupyter.dispose();
  });

  it('asks for more lines until the code is complete, and indents them', async () => {
    terminal.type(`function twice(n: number) {${enter}`);
    await terminal.shows(/number\) \{\n +\.\.\.: {3}/);
    terminal.type(`return 2 * n${enter}`);
    await terminal.shows(/return 2 \* n\n +\.\.\.: {3}/);
    terminal.type(`}${enter}`);
    await prompt(2);
    terminal.type(`twice(21)${enter}`);
    await terminal.shows(/Out\[2\]: 42\s/);
    await prompt(3);
  });

  it('completes names and members by Tab', async () => {
    terminal.type(`twi${tab}`);
    await terminal.shows(/In \[3\]: twice/);
    terminal.type(`(4)${enter}`);
    await terminal.shows(/Out\[3\]: 8\s/);
    await prompt(4);
    terminal.type(`'ab'.to${tab}`);
    await terminal.shows(/toUpperCase/);
    terminal.type(`Upper${tab}`);
    await terminal.shows(/In \[4\]: 'ab'\.toUpperCase/);
    terminal.type(`()${enter}`);
    await terminal.shows(/Out\[4\]: 'AB'\s/);
    await prompt(5);
  });

  it('shows what is wrong with a type, and goes on', async () => {
    terminal.type(`const text: number = twice${enter}`);
    await terminal.shows(/error TS2322: Type '.*' is not assignable to type 'number'/);
    await prompt(6);
  });

  it('stops an endless loop by Ctrl-C, and keeps what was declared', async () => {
    terminal.type(`console.log('started'); while (true) {}${enter}`);
    await terminal.shows(/^started\s/m);
    terminal.type(ctrlC);
    await terminal.shows(/InterruptedError/);
    await prompt(7);
    terminal.type(`twice(5)${enter}`);
    await terminal.shows(/Out\[7\]: 10\s/);
    await prompt(8);
  });

  it('asks for a line, and for a password without showing it', async () => {
    terminal.type(`const name = await input('name? ')${enter}`);
    await terminal.shows(/^name\? /m);
    terminal.type(`Ada${enter}`);
    await prompt(9);
    terminal.type(`(await input('secret? ', { password: true })).length + name${enter}`);
    await terminal.shows(/^secret\? /m);
    terminal.type(`hidden${enter}`);
    await terminal.shows(/Out\[9\]: '6Ada'\s/);
    await prompt(10);
    expect(terminal.text).not.toContain('hidden');
  });

  it('leaves no process behind after Ctrl-D', async () => {
    const processes = await descendants(terminal.pid);
    expect(processes.length).toBeGreaterThan(2);
    terminal.type(ctrlD);
    await terminal.shows(/Do you really want to exit/);
    terminal.type(enter);
    expect(await terminal.ended).toBe(0);
    await Promise.all(processes.map(gone));
  });
});
