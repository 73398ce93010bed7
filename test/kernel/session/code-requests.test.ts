import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TestKernel } from '../../support/kernel.ts';
import { descendants, gone } from '../../support/processes.ts';

/** Asks at the bar in the code, as front ends do: positions count code points. */
async function ask(kernel: TestKernel, type: 'complete' | 'inspect', marked: string, more = {}) {
  const code = marked.replace('¦', '');
  const cursor_pos = [...marked.slice(0, marked.indexOf('¦'))].length;
  return (await kernel.client.request('shell', `${type}_request`, { code, cursor_pos, ...more })).content;
}

const matches = async (kernel: TestKernel, marked: string) =>
  (await ask(kernel, 'complete', marked))['matches'] as string[];

/** The process of a kernel's language server. */
async function languageServer(kernel: number): Promise<number> {
  const pids = await descendants(kernel);
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'pid=,args=', '-p', pids.join()]);
  return Number.parseInt(stdout.split('\n').find(line => line.includes('--lsp'))!, 10);
}

describe('questions about code', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  it('are answered before the first cell', async () => {
    expect(await matches(kernel, '[1].flatM¦')).toEqual(['flatMap']);
    const inspected = await ask(kernel, 'inspect', 'parse¦Int');
    expect(inspected['data']).toMatchObject({ 'text/plain': expect.stringContaining('parseInt(string') });
  });

  it('count code points, in the question and in the answer', async () => {
    expect(await ask(kernel, 'complete', "const 𝒳 = '😀'; 𝒳.toUp¦ + '😀'")).toEqual({
      status: 'ok',
      matches: ['toUpperCase'],
      cursor_start: 17,
      cursor_end: 21,
      metadata: {
        _jupyter_types_experimental: [{ text: 'toUpperCase', type: 'method', start: 17, end: 21 }],
      },
    });
    const inspected = await ask(kernel, 'inspect', "'😀😀'; parse¦Int");
    expect(inspected['data']).toMatchObject({ 'text/plain': expect.stringContaining('parseInt(string') });
  });

  it('are answered while a cell is busy, with what it declares', async () => {
    const printed = kernel.printed('started');
    const busy = kernel.run("const inBusy = { deep: 1 }\nconsole.log('started')\nwhile (true) {}");
    await printed;
    expect(await matches(kernel, 'inBusy.¦')).toEqual(['deep']);
    expect(await ask(kernel, 'inspect', 'inBu¦sy')).toMatchObject({ found: true });
    expect(await ask(kernel, 'inspect', 'parseInt("1", ¦')).toMatchObject({ found: true });
    const { content } = await kernel.client.request('shell', 'is_complete_request', { code: 'f(' });
    expect(content).toEqual({ status: 'incomplete', indent: '  ' });
    await kernel.client.interrupt();
    expect((await busy).status).toBe('error');
  });

  it('see the cell that has just run', async () => {
    for (const name of ['one', 'two', 'three']) {
      await kernel.run(`const last = { ${name}: 1 }`);
      expect(await matches(kernel, 'last.¦')).toEqual([name]);
    }
  });

  it('are dropped for a newer one of the same front end', async () => {
    const typed = ['[1].f', '[1].fl', '[1].fla', '[1].flatM'].map(code => matches(kernel, `${code}¦`));
    expect((await Promise.all(typed)).map(list => list.includes('flatMap')).at(-1)).toBe(true);
    const [, inspected] = await Promise.all([
      matches(kernel, '[1].flatM¦'),
      ask(kernel, 'inspect', 'parse¦Int'),
    ]);
    expect(inspected).toMatchObject({ found: true });
  });

  it('are answered by another server when one dies', async () => {
    await kernel.run('const kept = { inner: 1 }');
    for (let death = 0; death < 3; death++) {
      expect(await matches(kernel, 'kept.¦')).toEqual(['inner']);
      const pid = await languageServer(kernel.launched.process.pid!);
      const answer = matches(kernel, 'kept.¦');
      process.kill(pid, 'SIGKILL');
      expect(await answer).toEqual(['inner']);
    }
  });

  it('are answered with nothing when the server hangs, and do not keep the kernel from ending', async () => {
    const hanging = await TestKernel.start();
    await matches(hanging, '[1].flatM¦');
    const pid = await languageServer(hanging.launched.process.pid!);
    process.kill(pid, 'SIGSTOP');
    const [completed, inspected] = await Promise.all([
      matches(hanging, '[1].flatM¦'),
      ask(hanging, 'inspect', 'parse¦Int'),
    ]);
    expect(completed).toEqual([]);
    expect(inspected).toMatchObject({ status: 'ok', found: false });
    await hanging.close();
    await gone(pid);
  });

  it('may ask for more detail', async () => {
    await kernel.run('const box = { size: { width: 1 } }');
    const plain = async (detail_level: number) =>
      ((await ask(kernel, 'inspect', 'bo¦x', { detail_level }))['data'] as Record<string, string>)[
        'text/plain'
      ];
    expect(await plain(0)).not.toContain('Declared');
    expect(await plain(1)).toMatch(/Declared in cell\[\d+\]:\n\nconst box = { size/);
  });
});
