import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
});
afterAll(() => notebook.close());

/** Runs cells; the warnings of the last one. */
async function warnings(...codes: string[]): Promise<string | undefined> {
  let last: string | undefined;
  for (const code of codes) {
    const { traceback, warnings } = await notebook.run(code);
    if (traceback) throw new Error(`${code}\n${traceback}`);
    last = warnings;
  }
  return last;
}

describe('a cell that gives a name another type', () => {
  it('is warned of older functions that the new type does not fit', async () => {
    const said = await warnings(
      'const data = [1, 2]',
      'function total() {\n  return data.reduce((a, b) => a + b)\n}',
      'const data = "text"',
    );
    expect(said?.split('\n')).toEqual([
      expect.stringMatching(
        /^cell\[2\]:2:15 - warning TS2339: Property 'reduce' does not exist on type '"text"'\.$/,
      ),
      "  This cell gives another type to 'data', which that code uses.",
      '2 |   return data.reduce((a, b) => a + b)',
      '  |               ^^^^^^',
    ]);
    expect(await warnings('function total() { return data.length }', 'const data = "other"')).toBeUndefined();
  });

  it.each([
    ['a method', 'let m = 1', 'class M { twice() { return m.toFixed() } }', 'let m = [2]'],
    ['a function in an object', 'let o = 1', 'const api = { get: () => o.toFixed() }', 'let o = [2]'],
    ['a function that assigns', 'let w: string | number = 1', 'const set = () => { w = "x" }', 'let w = 2'],
    [
      'a call with other parameters',
      'function g(a: number) { return a }',
      'const h = () => g(1)',
      'function g(a: string) { return a }',
    ],
    [
      'a function of the cell that declared it',
      '1',
      'let own = 1\nfunction useOwn() { return own.toFixed() }',
      'let own = [1]',
    ],
  ])('is warned of %s', async (_, ...cells) => {
    expect(await warnings(...cells)).toMatch(/^cell\[\d+\]:\d+:\d+ - warning TS\d+/);
  });

  it.each([
    [
      'what an older cell did when it ran',
      'const rows = [1]',
      'const sums = rows.map(r => r + 1), keep = 1',
      'const rows = "x"',
    ],
    [
      'values that were made of the older one',
      'const base = 1',
      'const made = base + 1\nconst useMade = () => made.toFixed()',
      'const base = "x"',
    ],
    [
      'functions that are gone',
      'let q = 1',
      'const f1 = () => q.toFixed()',
      'const f1 = () => 1',
      'let q = "x"',
    ],
    [
      'functions that it declares anew itself',
      'let z = 1',
      'const f2 = () => z.toFixed()',
      'let z = "x"; const f2 = () => z.length',
    ],
    [
      'a name of their own',
      'let inner = 1',
      'const f3 = (inner: number) => inner.toFixed()',
      'let inner = "x"',
    ],
    [
      'the same class run again',
      'class P { #a = 1; private b = 2; sum() { return this.#a + this.b } }',
      'const f4 = (p: P) => p.sum(), f5 = () => new P().sum()',
      'class P { #a = 1; private b = 2; sum() { return this.#a + this.b } }',
    ],
    [
      'a type that still fits',
      'let t = 1 as number | string',
      'const f6 = () => String(t)',
      'let t = 2 as number | string',
    ],
    [
      'a type, which has no value',
      'type T = { a: number }',
      'const f7 = (x: T) => x.a',
      'type T = { b: number }',
    ],
  ])('is not warned of %s', async (_, ...cells) => {
    expect(await warnings(...cells)).toBeUndefined();
  });
});

describe('a type and a value of one name', () => {
  it.each([
    [
      'the value first',
      ['const Both = { of: (a: number) => ({ a }) }', 'interface Both<T = number> { a: T }'],
    ],
    [
      'the type first',
      ['interface Both2<T = number> { a: T }', 'const Both2 = { of: (a: number) => ({ a }) }'],
    ],
  ])('stand side by side from two cells, %s', async (_, cells) => {
    const name = cells[0]!.includes('Both2') ? 'Both2' : 'Both';
    await notebook.values(...cells);
    const use = `const b: ${name}<number> = ${name}.of(1); const f = (x: ${name}) => ${name}.of(x.a); f(b)`;
    expect(await notebook.values(use)).toBe('{ a: 1 }');
    expect(await notebook.values(use, 'f({ a: 2 })')).toBe('{ a: 2 }');
    await notebook.values(`const ${name} = { of: (a: number) => ({ a: a * 2 }) }`);
    expect(await notebook.values(use)).toBe('{ a: 4 }');
  });
});
