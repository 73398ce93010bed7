import { mkdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notebook } from './notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
});
afterAll(() => notebook.close());

describe('a module beside the notebook', () => {
  it.each([
    ['.ts', 'a.ts', './a.ts'],
    ['.ts without its suffix', 'b.ts', './b'],
    ['.ts by the name of its JavaScript', 'c.ts', './c.js'],
    ['.mts', 'd.mts', './d.mts'],
    ['.mts by the name of its JavaScript', 'e.mts', './e.mjs'],
    ['.cts', 'f.cts', './f.cts'],
    ['.js', 'g.js', './g.js'],
    ['.mjs', 'h.mjs', './h.mjs'],
    ['.cjs', 'i.cjs', './i.cjs'],
    ['a folder', 'j/index.ts', './j'],
    ['.tsx', 'k.tsx', './k'],
  ])('is run as %s, and again after it changed', async (_, file, specifier) => {
    await mkdir(`${notebook.folder}/j`, { recursive: true });
    const text = (value: string) =>
      file.endsWith('.cjs') ? `exports.made = ${value}` : `export const made = ${value}`;
    await notebook.write(file, text('1'));
    const read = `import { made } from '${specifier}'\nmade`;
    expect(await notebook.values(`${read}.toFixed(1)`)).toBe("'1.0'");
    await notebook.write(file, text('"text"'));
    expect(await notebook.values(`${read}.at(-1)`)).toBe("'t'");
  });

  it('is loaded once while it stays the same', async () => {
    await notebook.write(
      'once.ts',
      'export let loads = ((globalThis as any).loads = ((globalThis as any).loads ?? 0) + 1)',
    );
    await notebook.values("import { loads } from './once.ts'; loads");
    expect(
      await notebook.values("import { loads } from './once.ts'; [loads, (await import('./once')).loads]"),
    ).toBe('[ 1, 1 ]');
  });

  it('is loaded anew when a module that it imports has changed', async () => {
    await notebook.write('deep.ts', 'export const depth: number = 1');
    await notebook.write('middle.ts', "import { depth } from './deep.ts'\nexport const twice = () => depth");
    await notebook.write('top.ts', "export { twice } from './middle'; export * as deep from './deep'");
    const read = "import { twice, deep } from './top.ts'\n[twice(), deep.depth]";
    expect(await notebook.values(read)).toBe('[ 1, 1 ]');
    await notebook.write('deep.ts', 'export const depth: string = "two"');
    await notebook.values("import { depth } from './deep.ts'");
    expect(await notebook.values(`${read}.map(d => d.toUpperCase())`)).toBe("[ 'TWO', 'TWO' ]");
  });

  it('may import what imports it', async () => {
    await notebook.write(
      'ring-a.ts',
      "import { b } from './ring-b.ts'\nexport const a = 1; export const sum = () => a + b()",
    );
    await notebook.write('ring-b.ts', "import { a } from './ring-a.ts'\nexport const b = () => a * 10");
    const read = "import { sum } from './ring-a.ts'\nsum()";
    expect(await notebook.values(read)).toBe('11');
    await notebook.write(
      'ring-a.ts',
      "import { b } from './ring-b.ts'\nexport const a = 2; export const sum = () => a + b()",
    );
    expect(await notebook.values(read)).toBe('22');
  });

  it('may be CommonJS in TypeScript', async () => {
    await notebook.write(
      'whole.ts',
      'import path = require("node:path")\nexport = { sep: path.sep, size: 3 }',
    );
    expect(await notebook.values("import whole = require('./whole.ts')\n1").catch(String)).toContain('');
    expect(await notebook.values("import whole from './whole.ts'\nwhole.sep + whole.size")).toBe("'/3'");
  });

  it('imports types as if they were values', async () => {
    await notebook.write('shapes.ts', 'export interface Shape { sides: number }\nexport enum Kind { A = 4 }');
    await notebook.write(
      'uses.ts',
      "import { Shape, Kind } from './shapes.ts'\nexport const square: Shape = { sides: Kind.A }",
    );
    expect(await notebook.values("import { square } from './uses.ts'\nsquare.sides")).toBe('4');
  });

  it('is JSON with its names', async () => {
    await notebook.write('table.json', '{ "rows": 3, "a-b": [1] }');
    expect(await notebook.values("import * as table from './table.json'\n[table.rows, table['a-b']]")).toBe(
      '[ 3, [ 1 ] ]',
    );
  });

  it('is tried again after it failed', async () => {
    await notebook.write(
      'failing.ts',
      'import { ready } from "./ready.js"\nif (!(globalThis as any).up) throw new Error("down")\nexport const ok = ready',
    );
    await notebook.write('ready.js', 'export const ready = 1');
    expect((await notebook.run("import { ok } from './failing.ts'\nok")).traceback).toContain('Error: down');
    expect(
      await notebook.values('(globalThis as any).up = true', "import { ok } from './failing.ts'\nok"),
    ).toBe('1');
  });

  it('is looked for again when it was not there', async () => {
    expect((await notebook.run("import { late } from './late.ts'\nlate")).refused).toBe(true);
    await notebook.write('late.ts', 'export const late = 1');
    expect(await notebook.values("import { late } from './late.ts'\nlate")).toBe('1');
    await rm(`${notebook.folder}/late.ts`);
    expect((await notebook.run("import { late } from './late.ts'\nlate")).traceback).toContain('TS2307');
  });
});

describe('a mistake in a module beside the notebook', () => {
  it.each([
    [
      'of its types',
      'bad.ts',
      'export const n = 1\nexport const s: string =\n  n',
      /^bad\.ts:2:14 - error TS2322: [^\n]*\n2 \| export const s: string =\n {2}\| {14}\^$/m,
    ],
    ['of its syntax', 'worse.ts', 'export const n = (\n', /^worse\.ts:1:19 - error TS1109/m],
    ['in JSON', 'data.json', '{ "a": }', /^data\.json:1:8 - error/m],
  ])('%s is shown where it is, and again until it is mended', async (_, file, text, message) => {
    await notebook.write(file, text);
    const read = `import * as bad from './${file}'\nbad`;
    for (const outcome of [await notebook.run(read), await notebook.run(read)]) {
      expect(outcome.refused).toBe(true);
      expect(outcome.traceback).toMatch(message);
    }
    await notebook.write(file, file.endsWith('json') ? '{}' : 'export {}');
    await notebook.values(read);
  });

  it('is found in what it imports, and concerns no cell that does not', async () => {
    await notebook.write('inner.ts', 'export const wrong: number = "x"');
    await notebook.write('outer.ts', "export { wrong } from './inner.ts'");
    expect((await notebook.run("import { wrong } from './outer.ts'")).traceback).toMatch(/^inner\.ts:1:14/);
    await notebook.write('fine.ts', 'export const fine = 1');
    expect(await notebook.values("import { fine } from './fine.ts'\nfine")).toBe('1');
  });
});
