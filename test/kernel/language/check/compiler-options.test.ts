import { mkdir, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Notebook } from '../notebook.ts';

let notebook: Notebook;
afterEach(() => notebook.close());

/** A notebook beside a tsconfig.json. */
async function configured(compilerOptions: object, files: Readonly<Record<string, string>> = {}) {
  notebook = await Notebook.open({}, { 'tsconfig.json': JSON.stringify({ compilerOptions }), ...files });
}

describe('compiler options', () => {
  it('are strict unless the kernel is told otherwise', async () => {
    const code = 'function f(x) { return x }\nlet s: string = null; f(s)';
    notebook = await Notebook.open();
    expect((await notebook.run(code)).traceback).toMatch(/TS7006[\s\S]*TS2322/);
    await notebook.close();
    notebook = await Notebook.open({ compilerOptions: { strict: false } });
    expect(await notebook.values(code)).toBe('null');
  });
});

describe('a tsconfig.json beside the notebook', () => {
  it('says how strictly cells are checked, over what the kernel was told', async () => {
    notebook = await Notebook.open(
      { compilerOptions: { strict: false } },
      {
        'base.json': '{ "compilerOptions": { "strict": true, "noUncheckedIndexedAccess": true } }',
        'tsconfig.json':
          '{ "extends": "./base.json", "compilerOptions": { "noImplicitAny": false, }, /* comment */ }',
      },
    );
    expect(await notebook.values('function f(x) { return x }\nf(1)')).toBe('1');
    expect((await notebook.run('const n: number = [1][0]')).traceback).toContain('TS2322');
  });

  it('does not change how cells are run', async () => {
    await configured({
      ...{ module: 'commonjs', moduleResolution: 'node16', target: 'es2017', outDir: 'out', rootDir: 'src' },
      ...{
        verbatimModuleSyntax: true,
        noUnusedLocals: true,
        composite: true,
        isolatedModules: true,
        noEmit: false,
      },
    });
    await notebook.write('x.ts', 'export interface A { a: number }\nexport const made: A = { a: 1 }');
    await notebook.values("import { A, made } from './x'\nconst own: A = made; interface B { b: A }");
    expect(await notebook.values('const b: B = { b: own }; await Promise.resolve(b.b.a)')).toBe('1');
  });

  it('names modules by paths, and by baseUrl, which TypeScript no longer knows', async () => {
    await configured({ baseUrl: './src', paths: { '@lib/*': ['lib/*'], exact: ['./one.ts'] } });
    await mkdir(`${notebook.folder}/src/lib`, { recursive: true });
    await notebook.write('src/one.ts', "import { two } from '@lib/two'\nexport const one = two - 1");
    await notebook.write('src/lib/two.ts', 'export const two = 2');
    const code =
      "import { one } from 'exact'; import { two } from '@lib/two'; import { one as too } from 'one'\n[one, two, too]";
    expect(await notebook.values(code)).toBe('[ 1, 2, 1 ]');
    await notebook.write('src/lib/two.ts', 'export const two = "changed"');
    expect(await notebook.values("import { two } from '@lib/two'\ntwo.length")).toBe('7');
  });

  it('chooses the libraries and types', async () => {
    await configured({ lib: ['es2020', 'dom'], types: [] });
    expect((await notebook.run('document.title; Buffer; [1].toSorted()')).traceback).toMatch(
      /Buffer[\s\S]*toSorted/,
    );
  });

  it('turns JSX on, in cells and modules', async () => {
    await configured(
      { jsx: 'react', jsxFactory: 'h' },
      {
        'h.ts':
          'export const h = (name: string, props: object | null, ...inner: unknown[]) => ({ name, ...props, inner })\ndeclare global { namespace JSX { interface IntrinsicElements { b: { id?: string } } } }',
        'part.tsx': "import { h } from './h.ts'\nexport const part = <b>{'in'}</b>",
      },
    );
    const code =
      "import { h } from './h.ts'\nimport { part } from './part'\nconst whole = <b id=\"x\">{part.inner}</b>\nwhole";
    expect(await notebook.values(code)).toBe("{ name: 'b', id: 'x', inner: [ [ 'in' ] ] }");
    expect((await notebook.run('<b id={1} />')).traceback).toContain('TS2322');
    expect(await notebook.values('const one = <T,>(x: T) => x; one(<b />).name')).toBe("'b'");
    const { matches } = await notebook.language.complete('const e = <b i />', 14);
    expect(matches.map(({ text }) => text)).toContain('id');
  });

  it('imports the functions that JSX needs, as React has them', async () => {
    await configured({ jsx: 'react-jsx', jsxImportSource: 'mini' });
    await mkdir(`${notebook.folder}/node_modules/mini`, { recursive: true });
    for (const [file, text] of Object.entries({
      'package.json': '{ "name": "mini", "type": "module", "exports": { "./jsx-runtime": "./r.js" } }',
      'r.js': 'export const jsx = (name, props) => [name, props]; export const jsxs = jsx',
      'r.d.ts':
        'export declare const jsx: unknown, jsxs: unknown; export namespace JSX { interface Element extends Array<unknown> {} interface IntrinsicElements { [name: string]: object } }',
    }))
      await writeFile(`${notebook.folder}/node_modules/mini/${file}`, text);
    expect(await notebook.values('<p a="1">{2}</p>')).toBe("[ 'p', { a: '1', children: 2 } ]");
  });

  it('asks for decorators of the old kind', async () => {
    await configured(
      { experimentalDecorators: true, target: 'es2020', strictPropertyInitialization: false },
      {
        'model.ts':
          'export const note = (target: object, key: string) => { void key }\nexport class M { @note x: number; y = 1 }',
      },
    );
    await notebook.values(
      'const keys: string[] = []\nconst keep = (target: object, key: string) => { keys.push(key) }',
      'class Old { @keep declared!: number; @keep set = 1; plain: string }',
    );
    expect(await notebook.values('[keys, Object.keys(new Old())]')).toBe(
      "[ [ 'declared', 'set' ], [ 'set' ] ]",
    );
    expect(await notebook.values("import { M } from './model.ts'\nObject.keys(new M())")).toBe("[ 'y' ]");
  });

  it.each([
    [
      'an unknown option',
      '{ "compilerOptions": { "strictt": true } }',
      /^tsconfig\.json:1:24 - warning TS5023.*strictt/,
    ],
    ['broken JSON', '{ "compilerOptions": { ', /^tsconfig\.json:1:\d+ - warning/],
    ['a base that is not there', '{ "extends": "./none.json" }', /^tsconfig\.json:.* - warning.*none\.json/],
  ])('with %s is warned of with the first cell, and no more', async (_, text, message) => {
    notebook = await Notebook.open({}, { 'tsconfig.json': text });
    expect((await notebook.run('1 + 1')).warnings).toMatch(message);
    expect(await notebook.run('1 + 1')).toEqual({ refused: false, value: '2' });
  });
});

describe('JSX without a tsconfig.json', () => {
  it('is refused with what to do', async () => {
    notebook = await Notebook.open();
    expect((await notebook.run('const e = <b>text</b>')).traceback).toMatch(
      /1:11 - error.*"jsx".*tsconfig\.json/,
    );
  });
});
