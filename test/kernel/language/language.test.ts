import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLanguage } from '../../../dist/kernel/language/host.js';
import { Notebook } from './notebook.ts';

const run = promisify(execFile);

let notebook: Notebook;
beforeAll(async () => {
  notebook = await Notebook.open();
  await notebook.values('/** The answer. */\nconst answer = 42', 'let maybe: { run(): void } | undefined');
});
afterAll(() => notebook.close());

/** Completes at the bar in the code. */
async function complete(marked: string) {
  const { matches, start, end } = await notebook.language.complete(
    marked.replace('|', ''),
    marked.indexOf('|'),
  );
  return { texts: matches.map(({ text }) => text), kinds: matches.map(({ kind }) => kind), start, end };
}

async function inspect(marked: string) {
  return notebook.language.inspect(marked.replace('|', ''), marked.indexOf('|'));
}

interface NativeProcess {
  readonly pid: number;
  readonly command: string;
}

/** Native processes of TypeScript below this one: the checker's or the language server's. */
async function nativeProcesses(argument: '--api' | '--lsp'): Promise<NativeProcess[]> {
  const { stdout } = await run('ps', ['-ww', '-o', 'pid=,args=', '--ppid', String(process.pid)]);
  return stdout
    .split('\n')
    .filter(line => line.includes(argument))
    .map(line => ({ pid: Number.parseInt(line, 10), command: line.trim() }));
}

describe('completion', () => {
  it.each([
    ['names of earlier cells', 'answ|', ['answer']],
    ['names of the preload', 'lim|', ['limit']],
    ['names of the cell itself', 'const inCell = 1\n{ inCe|', ['inCell']],
    ['members', 'const xs = [1]; xs.flatM|', ['flatMap']],
    ['members behind a possible undefined', 'maybe.r|', ['?.run']],
    ['options of the preload', 'new Job({ ta|', ['tasks']],
    ['globals', 'structuredC|', ['structuredClone']],
    ['built-in modules', "import x from 'node:zl|", ['node:zlib']],
  ])('offers %s', async (_, marked, expected) => {
    const { texts } = await complete(marked);
    expect(texts).toEqual(expected);
  });

  it('offers files beside the notebook, and none of its own', async () => {
    await notebook.write('helpers.ts', 'export const help = 1');
    const { texts } = await complete("import { help } from './|'");
    expect(texts).toEqual(['helpers.ts']);
  });

  it('replaces the word before the cursor and says what a match is', async () => {
    expect(await complete('1; answ|')).toEqual({ texts: ['answer'], kinds: ['variable'], start: 3, end: 7 });
  });
});

describe('inspection', () => {
  it.each([
    ['a name of an earlier cell', 'ans|wer', 'const answer: 42\nThe answer.'],
    ['a class of the preload', 'Job|', 'class Job\nWork to be done.'],
    ['a method before its arguments', 'new Job({ tasks: [] }).size(|', 'How many tasks it has.'],
  ])('explains %s', async (_, marked, text) => {
    expect((await inspect(marked))?.plain.replace(/\n+/g, '\n')).toContain(text);
  });

  it('says nothing where there is nothing', async () => {
    expect(await inspect('1 + | 2')).toBeUndefined();
  });
});

describe('completeness', () => {
  it.each([
    ['1 + 1', 'complete'],
    ['if (x) {', 'incomplete', '  '],
    ['  foo(', 'incomplete', '    '],
    ['const x =', 'incomplete', ''],
    ['const f = () =>', 'incomplete', '  '],
    ['`open', 'incomplete', ''],
    ["'open", 'incomplete', ''],
    ["'open\nnext", 'invalid'],
    ['/* open', 'incomplete', ''],
    ['await fetch(', 'incomplete', '  '],
    ['a b', 'invalid'],
    ['const a = <b>text</b>', 'complete'],
    ['const a = <b>', 'incomplete', ''],
    ['}', 'invalid'],
    ['', 'complete'],
  ] as [string, string, string?][])('of %j is %s', async (code, status, ...[indent]) => {
    expect(await notebook.language.isComplete(code)).toEqual({
      status,
      ...(indent !== undefined && { indent }),
    });
  });
});

describe('the service', () => {
  it('knows every cell again after TypeScript’s process died', async () => {
    for (const { pid } of await nativeProcesses('--api')) process.kill(pid, 'SIGKILL');
    expect(await notebook.values('answer + 1')).toBe('43');
    expect((await notebook.run('answer.nothing')).refused).toBe(true);
  });

  it('completes again after the language server died', async () => {
    await complete('answ|');
    const servers = await nativeProcesses('--lsp');
    expect(servers).not.toEqual([]);
    for (const { pid } of servers) process.kill(pid, 'SIGKILL');
    expect((await complete('answ|')).texts).toEqual(['answer']);
  });

  it('forgets every cell on reset', async () => {
    const language = await startLanguage({ folder: notebook.folder });
    await language.prepare('const gone = 1', 1);
    await language.commit(1);
    await language.reset();
    expect((await language.prepare('gone', 2)).diagnostics[0]?.code).toBe(2304);
    await language.dispose();
  });

  it('shows a cell only to later ones that run after it was committed', async () => {
    const language = await startLanguage({ folder: notebook.folder });
    await language.prepare('const seen = 1', 1);
    expect((await language.prepare('seen', 2)).program).toBeUndefined();
    await language.prepare('const seen = 1', 3);
    await language.commit(3);
    expect((await language.prepare('seen', 4)).program).toBeDefined();
    await language.dispose();
  });

  it('keeps the cells to this user, and removes them and its processes at the end', async () => {
    const before = await nativeProcesses('--api');
    const language = await startLanguage({ folder: notebook.folder });
    const own = (await nativeProcesses('--api')).find(({ pid }) => before.every(one => one.pid !== pid));
    const folder = /--cwd (.*?tunebook-cells-[^/]+)/.exec(own!.command)![1]!;
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await language.dispose();
    await language.dispose();
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    expect(await nativeProcesses('--api')).toEqual(before);
    await expect(language.prepare('1', 1)).rejects.toThrow('closed');
  });

  it('says so when it cannot start', async () => {
    const file = join(notebook.folder, 'only.txt');
    await notebook.write('only.txt', 'text');
    const failed = startLanguage({ folder: join('\0', file) });
    await expect(failed).rejects.toMatchObject({ code: 'language-failed' });
  });

  it('writes nothing into the notebook’s folder', async () => {
    await notebook.write('only.txt', 'text');
    expect(await readdir(notebook.folder)).not.toContain('tsconfig.json');
    expect(await readFile(join(notebook.folder, 'only.txt'), 'utf8')).toBe('text');
  });
});
