import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const dist = new URL('../../../dist/lib/', import.meta.url);

/** Runs a script of one user, without a kernel, and gives what it prints. */
async function printed(script: string): Promise<string> {
  const imports = `
    const { show } = await import('${new URL('display/show.js', dist)}');
    const { display } = await import('${new URL('display/display.js', dist)}');
    const { plot } = await import('${new URL('display/chart/plot.js', dist)}');
    const { Table } = await import('${new URL('outputs/table.js', dist)}');`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    imports + script,
  ]);
  expect(stderr).toBe('');
  return stdout;
}

describe('show without a kernel', () => {
  it('prints values as text, in order, and lets the process end', async () => {
    const script = `
      show(plot([{ a: 1, b: 2 }], { x: 'a', y: 'b' }));
      show('text'); show({ a: 1 }); show(Table.fromColumns({ a: [1] })); show(display.html('<b>x</b>')); show(null);`;
    expect(await printed(script)).toBe(
      [
        'Chart: b by a, 1 point',
        "'text'",
        '{ a: 1 }',
        'a',
        '1',
        '1 row × 1 column',
        '<b>x</b>',
        'null',
        '',
      ].join('\n'),
    );
  });

  it('prints updates that bring news at once, and the last of the others at the end', async () => {
    const script = `
      const t = display.text;
      const view = show(t('running 1 s'));
      for (let i = 2; i < 50; i++) view.update(t('running ' + i + ' s'));
      view.update(t('completed in 50 s')); view.update(t('completed in 51 s')); view.update(t('completed in 52 s'));
      show(t('next'));`;
    expect(await printed(script)).toBe('running 1 s\ncompleted in 50 s\nnext\ncompleted in 52 s\n');
  });

  it('says why a value cannot be shown', async () => {
    const script = `show({ [Symbol.for('Jupyter.display')]() { throw new Error('boom') } }); show(display.text('after'))`;
    expect(await printed(script)).toBe('Cannot be shown: Error: boom\nafter\n');
  });
});
