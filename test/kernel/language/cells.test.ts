import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
});
afterAll(() => notebook.close());

describe('values of cells', () => {
  it.each([
    ['the last expression', 'const one: number = 1\none + 1', '2'],
    ['an expression before a semicolon', '1 + 2;', '3'],
    ['an object literal', '({ a: 1 } satisfies { a: number })', '{ a: 1 }'],
    ['a string', "'text'", "'text'"],
    ['text that would end a script in a page', 'String.raw`a</script>b`', "'a</script>b'"],
    ['an awaited value', 'await Promise.resolve(42)', '42'],
    ['a promise, which is not awaited', 'Promise.resolve(42)', 'Promise { 42 }'],
  ])('shows %s', async (_, code, value) => {
    expect(await notebook.values(code)).toBe(value);
  });

  it.each([
    ['a declaration', 'const silent = 1'],
    ['undefined', 'undefined'],
    ['a type', 'interface Silent { a: 1 }'],
    ['a loop', 'for (const x of [1]) { x }'],
    ['nothing', ''],
  ])('shows nothing for %s', async (_, code) => {
    expect(await notebook.run(code)).toEqual({ refused: false });
  });
});

describe('a huge cell', () => {
  it('may be data', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => `{ step: ${i}, ok: ${i % 2 === 0} }`);
    expect(await notebook.values(`const rows = [${rows}]`, 'rows.filter(row => row.ok).length')).toBe(
      '12500',
    );
  });

  it('may declare 10,000 names', async () => {
    const declarations = Array.from({ length: 10_000 }, (_, i) => `const declared${i} = ${i};`).join('\n');
    expect(await notebook.values(declarations, 'declared0 + declared9999')).toBe('9999');
    expect(await notebook.values(declarations, 'declared1')).toBe('1');
  });
});

describe('names from cell to cell', () => {
  it.each([
    ['a let declared again', ['let a = 1', 'let a = "x"', 'a'], "'x'"],
    ['a const declared again', ['const c = 1', 'const c = [2]', 'c'], '[ 2 ]'],
    [
      'a class declared again',
      ['class A { n() { return 1 } }', 'class A { n() { return 2 } }', 'new A().n()'],
      '2',
    ],
    ['an assignment to an earlier let', ['let count = 0', 'count = count + 5', 'count'], '5'],
    ['a closure that changes a let', ['let k = 0; function inc() { k++ }', 'inc(); inc()', 'k'], '2'],
    [
      'a function redefined for its callers',
      ['function h() { return 1 }\nfunction g() { return h() }', 'function h() { return 2 }', 'g()'],
      '2',
    ],
    [
      'a function used above its declaration',
      ['[up(1), up.name]\nfunction up<T>(x: T) { return x }', 'up(3)'],
      '3',
    ],
    [
      'destructuring',
      ['const { p, ...rest } = { p: 1, q: 2 }; let [z = 9, ...ys] = [] as number[]', '[p, rest.q, z, ys]'],
      '[ 1, 2, 9, [] ]',
    ],
    ['a nested var', ['for (var i = 0; i < 3; i++) { var inner = i }', '[i, inner]'], '[ 3, 2 ]'],
    ['an enum', ['enum Color { Red, Green }', '[Color.Green, Color[0]]'], "[ 1, 'Red' ]"],
    [
      'an enum declared again, afresh',
      ['enum E { A }', 'enum E { B = 7 }', 'Object.keys(E)'],
      "[ '7', 'B' ]",
    ],
    [
      'a namespace',
      ['namespace N { export const v = 3; export type T = string }', 'const t: N.T = "a"; N.v'],
      '3',
    ],
    [
      'types',
      ['interface Row { a: number }\ntype Rows = Row[]', 'const rows: Rows = [{ a: 1 }]; rows.length'],
      '1',
    ],
    ['parameter properties', ['class P { constructor(public x: number) {} }', 'new P(4).x'], '4'],
    ['a list to be filled later', ['const found = []', 'found.push(1); found'], '[ 1 ]'],
    ['an exported name', ['export const shared = 8', 'shared'], '8'],
    [
      'globals that a cell declares',
      ['declare global { var extra: number }\nglobalThis.extra = 6', '1', 'extra'],
      '6',
    ],
  ])('keeps %s', async (_, cells, value) => {
    expect(await notebook.values(...cells)).toBe(value);
  });

  it('keeps what an older value was made of when a name is redefined with another type', async () => {
    await notebook.values('const base = 1', 'const sum = base + 1', 'const base = "text"');
    expect(await notebook.values('const doubled: number = sum * 2; [doubled, base.length]')).toBe('[ 4, 4 ]');
  });

  it('leaves a name usable after its initialiser threw', async () => {
    const failed = await notebook.run('let fragile: number = (() => { throw new Error("boom") })()');
    expect(failed.traceback).toContain('Error: boom');
    expect(await notebook.values('let fragile = 4; fragile')).toBe('4');
  });

  it('hides a global behind a declaration without changing it', async () => {
    expect(await notebook.values('const fetch = 5', '[fetch, typeof globalThis.fetch]')).toBe(
      "[ 5, 'function' ]",
    );
  });

  it('keeps the code strict', async () => {
    expect(await notebook.values('(function (this: unknown) { return this })()')).toBeUndefined();
  });
});

describe('the preload', () => {
  it('gives its names without an import, values and types', async () => {
    const code = 'const options: JobOptions = { tasks: ["a", "b"] }; new Job(options).size() + limit';
    expect(await notebook.values(code)).toBe('5');
  });

  it('refuses a property that an option does not have', async () => {
    const { refused, traceback } = await notebook.run('new Job({ tsks: [] })');
    expect(refused).toBe(true);
    expect(traceback).toContain("'tsks' does not exist in type 'JobOptions'. Did you mean to write 'tasks'?");
  });

  it('gives way to a declaration of the user', async () => {
    expect(await notebook.values('const limit = "mine"', 'limit')).toBe("'mine'");
    expect(
      await notebook.values('await notebookLimit()\nasync function notebookLimit() { return limit }'),
    ).toBe(undefined);
  });
});

describe('syntax that Node does not run yet', () => {
  it('disposes what a block or a cell uses', async () => {
    await notebook.values(
      'const log: string[] = []\nfunction open(n: string) { return { [Symbol.dispose]() { log.push(n) } } }',
    );
    expect(await notebook.values('{ using a = open("block") }\nlog')).toBe("[ 'block' ]");
    expect(await notebook.values('using b = open("cell")\nconst kept = 1\nlog.length')).toBe('1');
    expect(await notebook.values('[log[1], kept]')).toBe("[ 'cell', 1 ]");
  });

  it('runs decorators and accessors, with errors at the user’s line', async () => {
    await notebook.values(
      'function twice(m: () => number, _: unknown) { return function (this: unknown) { return 2 * m.call(this) } }',
      'class Counted {\n  accessor n = 4\n  @twice double() { return 3 }\n  fail() {\n    throw new Error("lowered")\n  }\n}',
    );
    expect(await notebook.values('const counted = new Counted(); [counted.n, counted.double()]')).toBe(
      '[ 4, 6 ]',
    );
    expect((await notebook.run('counted.fail()')).traceback).toMatch(/at Counted\.fail \(cell\[\d+\]:5:11\)/);
  });
});

describe('imports', () => {
  it('binds default, namespace and named imports of built-in modules', async () => {
    await notebook.values("import fs, { readFileSync } from 'node:fs'; import * as path from 'node:path'");
    expect(await notebook.values("[fs.readFileSync === readFileSync, path.join('a', 'b')]")).toBe(
      "[ true, 'a/b' ]",
    );
  });

  it('loads nothing for what is only a type', async () => {
    await notebook.write('types.d.ts', 'export interface Shape { sides: number }');
    expect(
      await notebook.values("import { Shape } from './types'\nconst s: Shape = { sides: 4 }; s.sides"),
    ).toBe('4');
  });

  it('reads TypeScript and JSON beside the notebook, and again after they changed', async () => {
    await notebook.write('local.ts', 'export const made: string = "first"');
    await notebook.write('data.json', '{ "rows": 3 }');
    const read = "import { made } from './local.ts'; import data from './data.json'; made";
    expect(await notebook.values(`${read} + data.rows`)).toBe("'first3'");
    await notebook.write('local.ts', 'export enum Kind { A = 5 }\nexport const made: number = Kind.A');
    expect(await notebook.values(`${read}.toFixed(1)`)).toBe("'5.0'");
  });

  it('finds packages from the notebook’s folder, CommonJS ones by name too', async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(`${notebook.folder}/node_modules/pack`, { recursive: true });
    await notebook.write(
      'node_modules/pack/package.json',
      '{ "name": "pack", "types": "./i.d.ts", "main": "./i.js" }',
    );
    await notebook.write('node_modules/pack/i.d.ts', 'export declare const made: { deep: number }');
    await notebook.write('node_modules/pack/i.js', 'const all = { made: { deep: 7 } }; module.exports = all');
    expect(await notebook.values("import { made } from 'pack'; made.deep")).toBe('7');
  });

  it('resolves dynamic imports, require and import.meta from there as well', async () => {
    await notebook.write('later.ts', 'export const late = 1');
    expect(await notebook.values("(await import('./later.ts')).late")).toBe('1');
    expect(await notebook.values("require('node:path').sep")).toBe("'/'");
    expect(await notebook.values('import.meta.dirname')).toBe(`'${notebook.folder}'`);
  });
});
