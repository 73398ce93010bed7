import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Notebook } from '../notebook.ts';

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
  const library = join(notebook.folder, 'node_modules', 'toolbox');
  await mkdir(library, { recursive: true });
  await writeFile(join(library, 'package.json'), '{ "name": "toolbox", "types": "index.d.ts" }');
  await writeFile(join(library, 'index.d.ts'), 'export function hammer(force: number): void;');
  await notebook.values(
    '/** The answer. */\nconst answer = 42',
    'let maybe: { run(): void } | undefined',
    "const settings = { mode: 'fast' as 'fast' | 'slow', 'two words': 1, temperature: 1.5 }",
    [
      '/** Mixes two things.',
      ' * @param first goes in first',
      ' * @param second goes in later',
      ' */',
      'function mix(first: number, second = 1) {',
      '  return first + second',
      '}',
    ].join('\n'),
    'class Simulation { steps = 3; static create() { return new Simulation() } }',
    'enum Phase { Liquid, Gas }',
    'interface Thermostat { target: number }',
    "import { basename } from 'node:path'",
  );
});
afterAll(() => notebook.close());

function inspect(marked: string, isDetailed = false) {
  return notebook.language.inspect(marked.replace('¦', ''), marked.indexOf('¦'), { isDetailed });
}

describe('completion', () => {
  it.each([
    ['names of earlier cells', 'answ¦', ['answer']],
    ['names of the preload', 'lim¦', ['limit']],
    ['names of the cell itself', 'const inCell = 1\n{ inCe¦', ['inCell']],
    ['what the cell redeclares', "const { answer } = { answer: 'text' }\nanswer.toUpperC¦", ['toUpperCase']],
    ['globals', 'structuredC¦', ['structuredClone']],
    ['keywords', 'retur¦', ['return']],
    ['types', 'let t: Thermo¦', ['Thermostat']],
    ['members', 'const xs = [1]; xs.flatM¦', ['flatMap']],
    ['members on the next line of a chain', 'answer\n  .toFi¦', ['toFixed']],
    ['members behind a possible undefined', 'maybe.r¦', ['?.run']],
    ['members behind a question mark', 'maybe?.r¦', ['run']],
    ['members in the middle of a word', 'const xs = [1]; xs.flatM¦ap(x => x)', ['flatMap']],
    ['members in a template', '`from ${answer.toFi¦', ['toFixed']],
    ['members in a block that is not closed', 'for (const x of [1]) { if (x) { x.toFi¦', ['toFixed']],
    ['members of an awaited value', '(await Promise.resolve([1])).flatM¦', ['flatMap']],
    ['static members', 'Simulation.cr¦', ['create']],
    ['members of an enum', 'Phase.¦', ['Gas', 'Liquid']],
    ['members that a dot can name, and no others', 'settings.¦', ['mode', 'temperature']],
    ['keys', "settings['¦", ['mode', 'temperature', 'two words']],
    ['literals of a union', "settings.mode = '¦", ['fast', 'slow']],
    ['literals to compare with', "if (settings.mode === '¦'", ['fast', 'slow']],
    ['properties of an argument', 'new Job({ ta¦', ['tasks']],
    ['properties to take out', 'const { mo¦ } = settings', ['mode']],
    ['built-in modules', "import x from 'node:zl¦", ['node:zlib']],
    ['packages of the notebook', "import x from 'tool¦'", ['toolbox']],
    ['names of a package', "const answer = 1\nimport { ham¦ } from 'toolbox'", ['hammer']],
    ['members of what the cell imports', "import * as toolbox from 'toolbox'\ntoolbox.h¦", ['hammer']],
    ['nothing in a comment', '// answ¦', []],
    ['nothing in a text', "'answ¦'", []],
  ])('offers %s', async (_, marked, expected) => {
    expect((await notebook.complete(marked)).texts).toEqual(expected);
  });

  it('offers files beside the notebook, and none of its own', async () => {
    await notebook.write('helpers.ts', 'export const help = 1');
    const { texts } = await notebook.complete("import { help } from './¦'");
    expect(texts).toEqual(['helpers.ts']);
  });

  it('offers what a file has come to export, before a cell imports it anew', async () => {
    await notebook.write('tools.ts', 'export const saw = { old: 1 }');
    await notebook.values("import { saw } from './tools.ts'");
    expect((await notebook.complete('saw.¦')).texts).toEqual(['old']);
    await notebook.write('tools.ts', 'export const saw = { renewed: 1 }');
    expect((await notebook.complete('saw.¦')).texts).toEqual(['renewed']);
  });

  it('offers names of a package that was installed meanwhile', async () => {
    const marked = "import { nail¦ } from 'late-box'";
    expect((await notebook.complete(marked)).texts).toEqual([]);
    const late = join(notebook.folder, 'node_modules', 'late-box');
    await mkdir(late);
    await writeFile(join(late, 'package.json'), '{ "name": "late-box", "types": "index.d.ts" }');
    await writeFile(join(late, 'index.d.ts'), 'export function nailed(): void;');
    expect((await notebook.complete(marked)).texts).toEqual(['nailed']);
  });

  it('offers names of the session before what is always there, and not without bound', async () => {
    const { texts } = await notebook.complete('¦');
    expect(texts.indexOf('settings')).toBeLessThan(texts.indexOf('Array'));
    expect(texts.length).toBeLessThanOrEqual(500);
  });

  it('puts what is spelt as typed first', async () => {
    expect((await notebook.complete('const Answer = 1; Answ¦')).texts).toEqual(['Answer', 'answer']);
    expect((await notebook.complete('const Answer = 1; answ¦')).texts).toEqual(['answer', 'Answer']);
  });

  it('replaces the word before the cursor', async () => {
    expect(await notebook.complete('1; answ¦')).toMatchObject({ start: 3, end: 7 });
    expect(await notebook.complete("'😀'; answ¦ + '😀'")).toMatchObject({
      texts: ['answer'],
      start: 6,
      end: 10,
    });
  });

  it('tells what names stand for, as soon as a cell has declared them', async () => {
    await notebook.values('const later = () => 1');
    const { texts, kinds } = await notebook.complete('¦');
    const names = ['later', 'answer', 'mix', 'Simulation', 'Phase', 'basename', 'Job', 'limit'];
    expect(names.map(name => kinds[texts.indexOf(name)])).toEqual([
      'function',
      'variable',
      'function',
      'class',
      'enum',
      'function',
      'class',
      'variable',
    ]);
  });

  it('offers what a cell has just declared, and forgets it with the session', async () => {
    await notebook.values('const fresh = { inner: 1 }');
    expect((await notebook.complete('fresh.¦')).texts).toEqual(['inner']);
    await notebook.values("const fresh = { other: 'x' }");
    expect((await notebook.complete('fresh.¦')).texts).toEqual(['other']);
  });

  it('ends at once when its answer is not wanted any more', async () => {
    const controller = new AbortController();
    const old = notebook.language.complete('answ', 4, { signal: controller.signal });
    controller.abort();
    await expect(old).rejects.toThrow('aborted');
    expect((await notebook.complete('answ¦')).texts).toEqual(['answer']);
  });

  it('answers many questions at once', async () => {
    const asked = Array.from({ length: 20 }, (_, i) =>
      notebook.complete(`const n${i} = settings; n${i}.te¦`),
    );
    for (const { texts } of await Promise.all(asked)) expect(texts).toEqual(['temperature']);
  });
});

describe('inspection', () => {
  it.each([
    ['a name of an earlier cell', 'ans¦wer', 'const answer: 42\nThe answer.'],
    ['a name at its end', 'answer¦', 'const answer: 42'],
    ['a class of the preload', 'Job¦', 'class Job\nWork to be done.'],
    ['a method', 'new Job({ tasks: [] }).si¦ze()', 'How many tasks it has.'],
    [
      'a name of the cell itself',
      "const answer = 'text'; ans¦wer",
      "const answer: 'text'".replaceAll("'", '"'),
    ],
  ])('explains %s', async (_, marked, text) => {
    expect((await inspect(marked))?.plain.replace(/\n+/g, '\n')).toContain(text);
  });

  it('shows the signature of a call and which argument is being written', async () => {
    expect(await inspect('mix(1, ¦')).toEqual({
      markdown: [
        '```typescript\nmix(first: number, second?: number): number\n```',
        '**Argument 2:** `second?: number` – goes in later',
        'Mixes two things.',
      ].join('\n\n'),
      plain: [
        'mix(first: number, second?: number): number\n\nArgument 2: `second?: number` – goes in later',
        'Mixes two things.',
      ].join('\n\n'),
    });
    expect((await inspect('mix(¦)'))?.plain).toContain('Argument 1: `first: number`');
    expect((await inspect('[1].map(¦'))?.plain).toContain('callbackfn');
  });

  it('says more where more is asked for', async () => {
    expect((await inspect('let t: Thermo¦stat'))?.plain).toBe('interface Thermostat');
    const detailed = await inspect('let t: Thermo¦stat', true);
    expect(detailed?.plain).toContain('target: number;');
    expect((await inspect('mi¦x', true))?.markdown).toMatch(
      /Declared in cell\[4\]:\n\n```typescript\n.*return first \+ second\n}\n```$/s,
    );
  });

  it('leads to no file of this machine', async () => {
    const { markdown } = (await inspect("import { readFileSync } from 'node:fs'; readFile¦Sync"))!;
    expect(markdown).not.toContain('file:');
    expect(markdown).not.toMatch(/~preload|~group/);
  });

  it.each(['1 + ¦ 2', 'nowhere¦', '¦'])('says nothing of %j', async marked => {
    expect(await inspect(marked)).toBeUndefined();
  });
});
