import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Jupyter } from '../../support/jupyter.ts';
import { writeCells } from '../../support/tunebook.ts';
import { savedOutputs } from './saved.ts';

const mayFail = ['raises-exception'];

/** A cell of each kind of output, and what is to be saved of it. */
const cells = [
  {
    source: "console.log('one'); console.error('two'); console.log('three')",
    saved: ['stdout: one\n', 'stderr: two\n', 'stdout: three\n'],
  },
  { source: '({ a: [1, 2] })', saved: ['execute_result: text/plain: { a: [ 1, 2 ] }'] },
  {
    source: "show(display.html('<b>bold</b>')); show(display.markdown('*m*')); display.latex('$x$')",
    saved: [
      'display_data: text/html text/plain: <b>bold</b>',
      'display_data: text/markdown text/plain: *m*',
      'execute_result: text/latex text/plain: $x$',
    ],
  },
  { source: "const handle = show('first')", saved: ["display_data: text/plain: 'second'"] },
  { source: "handle.update('second')", saved: [] },
  { source: "console.log('gone'); display.clear(); console.log('kept')", saved: ['stdout: kept\n'] },
  {
    source: "setTimeout(() => console.log('timer'), 5); await new Promise(r => setTimeout(r, 50)); 'after'",
    saved: ['stdout: timer\n', "execute_result: text/plain: 'after'"],
  },
  { source: "throw new RangeError('too far')", tags: mayFail, saved: ['error: RangeError'] },
  { source: "const size: number = 'big'", tags: mayFail, saved: ['error: TypeCheckError'] },
  {
    source: "plot(Table.fromRecords([{ x: 1, y: 2 }, { x: 2, y: 3 }]), { x: 'x', y: 'y' })",
    saved: [
      expect.stringMatching(
        /^execute_result: application\/vnd\.vegalite\.v5\+json image\/png image\/svg\+xml text\/plain: /,
      ),
    ],
  },
].map(cell => ({ tags: [] as string[], ...cell }));

/** These programs load for seconds, each. In milliseconds. */
const patience = 120_000;

describe('a notebook without a window', () => {
  let jupyter: Jupyter;
  beforeAll(async () => {
    jupyter = await Jupyter.install();
    await writeCells(jupyter.folder, cells, 'all.ipynb');
  });
  afterAll(() => jupyter.dispose());

  it(
    'is executed and saved by nbclient',
    async () => {
      expect(await jupyter.run('jupyter-execute', 'all.ipynb', '--output=by-nbclient')).toMatchObject({
        code: 0,
      });
      expect(await savedOutputs(join(jupyter.folder, 'by-nbclient.ipynb'))).toEqual(
        cells.map(({ saved }) => saved),
      );
    },
    patience,
  );

  it(
    'is executed and saved by papermill, which counts the cells',
    async () => {
      const sound = cells.filter(({ tags }) => tags !== mayFail);
      await writeCells(jupyter.folder, sound, 'sound.ipynb');
      const run = await jupyter.run('papermill', 'sound.ipynb', 'by-papermill.ipynb');
      expect(run).toMatchObject({
        code: 0,
        stderr: expect.stringContaining(`${sound.length}/${sound.length}`),
      });
      expect(await savedOutputs(join(jupyter.folder, 'by-papermill.ipynb'))).toEqual(
        sound.map(({ saved }) => saved),
      );
    },
    patience,
  );

  it(
    'is executed by nbconvert and written as a page',
    async () => {
      const run = await jupyter.run('jupyter-nbconvert', '--execute', '--to=html', 'all.ipynb');
      expect(run).toMatchObject({ code: 0 });
      const page = await readFile(join(jupyter.folder, 'all.html'), 'utf8');
      for (const shown of ['<b>bold</b>', 'too far', 'TS2322', 'data:image/svg+xml;base64,']) {
        expect(page).toContain(shown);
      }
      expect(page).not.toContain('gone\n');
    },
    patience,
  );

  it(
    'goes on after a cell that took too long, with what was declared before',
    async () => {
      await writeCells(jupyter.folder, ['let kept = 1', 'kept = 2; while (true) {}', 'kept'], 'slow.ipynb');
      const run = await jupyter.run(
        'jupyter-nbconvert',
        '--execute',
        '--allow-errors',
        '--to=notebook',
        '--output=stopped',
        // Time for the first cell, in which the kernel starts, on a busy machine.
        '--ExecutePreprocessor.timeout=6',
        '--ExecutePreprocessor.interrupt_on_timeout=True',
        'slow.ipynb',
      );
      expect(run).toMatchObject({ code: 0 });
      expect(await savedOutputs(join(jupyter.folder, 'stopped.ipynb'))).toEqual([
        [],
        ['error: InterruptedError'],
        ['execute_result: text/plain: 2'],
      ]);
    },
    patience,
  );
});
