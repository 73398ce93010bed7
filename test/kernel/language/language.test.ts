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

describe('the service', () => {
  it('knows every cell again after TypeScript’s process died', async () => {
    for (const { pid } of await nativeProcesses('--api')) process.kill(pid, 'SIGKILL');
    expect(await notebook.values('answer + 1')).toBe('43');
    expect((await notebook.run('answer.nothing')).refused).toBe(true);
  });

  it('completes again after the language server died', async () => {
    await notebook.complete('answ¦');
    const servers = await nativeProcesses('--lsp');
    expect(servers).not.toEqual([]);
    for (const { pid } of servers) process.kill(pid, 'SIGKILL');
    expect((await notebook.complete('answ¦')).texts).toEqual(['answer']);
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
