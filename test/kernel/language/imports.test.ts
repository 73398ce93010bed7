import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
});
afterAll(() => notebook.close());

describe('an imported variable', () => {
  beforeAll(() =>
    notebook.write(
      'counting.ts',
      'export let counter = 0\nexport function inc() { counter++ }\nexport { counter as default }\nexport const step = 1',
    ),
  );

  it('is seen as its module has it at any time', async () => {
    await notebook.values("import { counter, inc, step } from './counting.ts'", 'inc()');
    expect(await notebook.values('inc(); [counter, { counter }, typeof counter, step]')).toBe(
      "[ 2, { counter: 2 }, 'number', 1 ]",
    );
    expect(await notebook.values("import whole from './counting.ts'\ninc(); whole")).toBe('3');
  });

  it('can not be assigned to', async () => {
    expect((await notebook.run('counter = 5')).traceback).toContain('TS2632');
  });

  it('gives way to a declaration, for older functions too', async () => {
    await notebook.values('const read = () => counter', 'let counter = "mine"');
    expect(await notebook.values('inc(); [counter, read()]')).toBe("[ 'mine', 'mine' ]");
  });

  it('is seen through a name that was taken when the next cell runs', async () => {
    await notebook.values('let taken = 1', 'const old = () => taken');
    const before = Number(await notebook.values("import { counter as taken } from './counting.ts'; taken"));
    expect(await notebook.values('inc()', '[taken, old()]')).toBe(`[ ${before + 1}, ${before + 1} ]`);
    expect(await notebook.values('let taken = 7', 'inc()', '[taken, old()]')).toBe('[ 7, 7 ]');
  });

  it('leaves a global of its name to others', async () => {
    await notebook.write('globals.ts', 'export let URL = 1; export const set = () => { URL = 2 }');
    expect(
      await notebook.values(
        "import { URL, set } from './globals.ts'",
        'set()',
        '[URL, typeof globalThis.URL]',
      ),
    ).toBe("[ 2, 'function' ]");
  });

  it('is followed through other modules and files without types', async () => {
    await notebook.write('untyped.js', 'export let state = 1; export const next = () => { state++ }');
    await notebook.write(
      'through.ts',
      "export { state as renamed, next } from './untyped.js'; export * from './counting.ts'",
    );
    await notebook.values("import { renamed, next } from './through.ts'", 'next()');
    expect(await notebook.values('next(); renamed')).toBe('3');
  });
});

describe('an export from another module', () => {
  it('runs that module and binds nothing', async () => {
    await notebook.write(
      'effect.ts',
      'export const bound = 1; (globalThis as any).ran = (globalThis as any).ran + 1 || 1',
    );
    const cell = "export { bound } from './effect.ts'; export * from './effect.ts'; (globalThis as any).ran";
    expect(await notebook.values(cell)).toBe('1');
    expect((await notebook.run('bound')).refused).toBe(true);
  });
});
