import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelGoneError } from '../../../dist/kernel/wire/client.js';
import { TestKernel } from '../../support/kernel.ts';
import { descendants, gone } from '../../support/processes.ts';

describe('when the session process ends', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start({ env: { NODE_OPTIONS: '--max-old-space-size=100' } });
  });
  afterAll(() => kernel.close());

  it('the cell says so, and the kernel goes on with a new session', async () => {
    await kernel.run('let lost = 1');
    const { reply } = await kernel.run("console.log('last words'); process.exit(3)");
    expect(reply).toMatchObject({ status: 'error', ename: 'SessionEndedError' });
    expect(reply['evalue']).toMatch(/exit code 3.*variables are gone/);
    const { reply: after } = await kernel.run('lost');
    expect(after).toMatchObject({ status: 'error', ename: 'TypeCheckError' });
    expect((await kernel.run('1 + 1')).value).toBe('2');
  });

  it('its last output has arrived', async () => {
    const { stdout } = await kernel.run("console.log('last words'); process.exit(0)");
    expect(stdout).toBe('last words\n');
  });

  it('for lack of memory, the cell says that', async () => {
    const { reply } = await kernel.run(
      'const all: number[][] = []; while (true) all.push(Array(1000).fill(0))',
    );
    expect(reply).toMatchObject({ ename: 'SessionEndedError' });
    expect(reply['evalue']).toMatch(/out of memory/);
    expect((await kernel.run('1 + 1')).value).toBe('2');
  });

  it('by a signal, the cell names it', async () => {
    const { reply } = await kernel.run("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})");
    expect(reply['evalue']).toMatch(/SIGKILL/);
  });

  it('between two cells, a message says so', async () => {
    const told = kernel.printed('exit code 4');
    await kernel.run('setTimeout(() => process.exit(4), 1)');
    await told;
    expect((await kernel.run('1 + 1')).value).toBe('2');
  });
});

describe('a kernel that shuts down', () => {
  it('ends its session and the processes that cells have started', async () => {
    const kernel = await TestKernel.start();
    const { value } = await kernel.run(
      "import { spawn } from 'node:child_process'; [process.pid, spawn('sleep', ['600']).pid].join()",
    );
    const pids = value!.replaceAll("'", '').split(',').map(Number);
    const { content } = await kernel.client.request('control', 'shutdown_request', { restart: true });
    expect(content).toEqual({ status: 'ok', restart: true });
    await once(kernel.launched.process, 'exit');
    await Promise.all(pids.map(gone));
    await kernel.close();
  });

  it('ends while a cell runs, and the front end learns it', async () => {
    const kernel = await TestKernel.start();
    const started = kernel.printed('go');
    const cell = kernel.run("console.log('go'); while (true) {}");
    const end = expect(cell).rejects.toThrow(KernelGoneError);
    await started;
    await kernel.close();
    await end;
  });

  it('leaves no process behind when it is killed, TypeScript included', async () => {
    const kernel = await TestKernel.start();
    const { pid } = kernel.launched.process;
    // Starts the language server, too.
    await kernel.client.request('shell', 'complete_request', { code: 'parseF', cursor_pos: 6 });
    const started = kernel.printed('go');
    kernel.run("console.log('go'); while (true) {}").catch(() => {});
    await started;
    const children = await descendants(pid!);
    expect(children.length).toBeGreaterThanOrEqual(3);
    kernel.launched.process.kill('SIGKILL');
    await Promise.all(children.map(gone));
    await kernel.close();
  });

  it('leaves a folder of cells behind when it is killed, which a later kernel removes, but not that of another', async () => {
    const TMPDIR = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
    const folders = async () => (await readdir(TMPDIR)).filter(name => name.startsWith('tunebook-cells-'));
    const killed = await TestKernel.start({ env: { TMPDIR } });
    const [left] = await folders();
    killed.launched.process.kill('SIGKILL');
    await killed.close();
    const living = await TestKernel.start({ env: { TMPDIR } });
    expect(await folders()).toHaveLength(2);
    await Promise.all((await folders()).map(name => utimes(join(TMPDIR, name), 0, 0)));
    const later = await TestKernel.start({ env: { TMPDIR } });
    while ((await folders()).includes(left!)) await later.run('1');
    await later.close();
    expect(await folders()).toHaveLength(1);
    expect((await living.run('6 * 7')).value).toBe('42');
    await living.close();
    expect(await folders()).toEqual([]);
    await rm(TMPDIR, { recursive: true });
  });
});
