import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { TestKernel } from '../../support/kernel.ts';
import { descendants } from '../../support/processes.ts';

describe('the output of a cell', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  it('has arrived, 20,000 lines of it, before the cell is idle', async () => {
    const { stdout, outputs } = await kernel.run("for (let i = 0; i < 20000; i++) console.log('line', i)");
    expect(stdout).toBe(Array.from({ length: 20000 }, (_, i) => `line ${i}\n`).join(''));
    expect(outputs.length).toBeLessThan(500);
  });

  it('keeps stdout and stderr apart and in order', async () => {
    const { outputs } = await kernel.run(
      "console.log(1); console.error(2); process.stdout.write('3'); console.warn(4)",
    );
    expect(outputs.map(({ content }) => [content['name'], content['text']])).toEqual([
      ['stdout', '1\n'],
      ['stderr', '2\n'],
      ['stdout', '3'],
      ['stderr', '4\n'],
    ]);
  });

  it('contains what child processes write, in order', async () => {
    const { stdout, stderr } = await kernel.run(`
      import { execSync, spawn } from 'node:child_process';
      for (let i = 0; i < 5; i++) {
        console.log('cell', i);
        execSync('echo child ' + i, { stdio: 'inherit' });
      }
      execSync('echo problem >&2', { stdio: 'inherit' });
      const child = spawn('sh', ['-c', 'echo later'], { stdio: 'inherit' });
      await new Promise(resolve => child.once('close', resolve));
    `);
    expect(stdout).toBe(`${[0, 1, 2, 3, 4].map(i => `cell ${i}\nchild ${i}\n`).join('')}later\n`);
    expect(stderr).toBe('problem\n');
  });

  it('comes before that of a child that is started in the middle of a burst', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i}\n`).join('');
    const burst = 'for (let i = 0; i < 40; i++) console.log(i);';
    const { stdout } = await kernel.run(`
      import { execSync, spawn } from 'node:child_process';
      ${burst}
      execSync('echo x', { stdio: 'inherit' });
      ${burst}
      const started = spawn('echo', ['y'], { stdio: 'inherit' });
      await new Promise(resolve => started.once('close', resolve));
    `);
    expect(stdout).toBe(`${lines}x\n${lines}y\n`);
  });

  it('survives bytes that are no text of their own', async () => {
    const { stdout } = await kernel.run(
      "const euro = Buffer.from('€'); process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1))",
    );
    expect(stdout).toBe('€');
  });

  it('belongs to its cell, also when it comes from a timer after the cell has ended', async () => {
    let id = '';
    const late = kernel.printed('late');
    await kernel.run(
      "let go = () => {}; const gate = new Promise<void>(r => { go = r }); void gate.then(() => console.log('late'))",
      {
        onOutput: ({ parent }) => {
          id = String(parent.msg_id);
        },
      },
    );
    await kernel.run('setTimeout(go, 5)');
    expect((await late).parent.msg_id).toBe(id);
  });

  it('shows errors that nobody awaited, of the cell that caused them, and the session goes on', async () => {
    const reported = kernel.printed('nobody waits');
    await kernel.run("const survivor = 1; setTimeout(() => { throw new Error('nobody waits') }, 1)");
    expect((await reported).content['name']).toBe('stderr');
    const rejected = kernel.printed('rejected alone');
    await kernel.run("void Promise.reject(new Error('rejected alone'))");
    await rejected;
    expect((await kernel.run('survivor')).value).toBe('1');
  });

  it('does not fill the memory of any process while the front end does not read', async () => {
    const { pid } = kernel.launched.process;
    const started = kernel.printed('go');
    const cell = kernel.run(`console.log('go'); while (true) console.log('${'x'.repeat(1000)}')`);
    await started;
    const pids = [pid!, ...(await descendants(pid!))];
    // Nothing is read while this thread waits; the kernel would write some 100 MB in the time.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
    const statuses = pids.map(one => readFileSync(`/proc/${one}/status`, 'utf8'));
    await kernel.client.interrupt();
    expect((await cell).reply).toMatchObject({ ename: 'InterruptedError' });
    const sizes = statuses.map(status => Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(900_000);
  });

  it('does not fill the memory when a cell prints without end, and the cell can be interrupted', async () => {
    const { value } = await kernel.run('process.pid');
    const residentKb = async (pid: unknown) =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
    let bytes = 0;
    let enough = () => {};
    const many = new Promise<void>(resolve => {
      enough = resolve;
    });
    const line = 'x'.repeat(1000);
    const cell = kernel.client.execute(`while (true) console.log('${line}')`, {
      onOutput: ({ content }) => {
        bytes += String(content['text'] ?? '').length;
        if (bytes > 50_000_000) enough();
      },
    });
    await many;
    const [kernelKb, sessionKb] = await Promise.all([
      residentKb(kernel.launched.process.pid),
      residentKb(value),
    ]);
    await kernel.client.interrupt();
    expect((await cell).content).toMatchObject({ status: 'error', ename: 'InterruptedError' });
    expect(kernelKb).toBeLessThan(600_000);
    expect(sessionKb).toBeLessThan(400_000);
    expect((await kernel.run('survivor')).value).toBe('1');
  });
});
