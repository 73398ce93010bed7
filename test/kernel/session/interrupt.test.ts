import { TestKernel } from '../../support/kernel.ts';

describe('an interrupt', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.run("import { execSync } from 'node:child_process'; let state = 'kept'");
  });
  afterAll(() => kernel.close());

  const endless = {
    'a busy loop': "console.log('go'); while (true) {}",
    'a loop that catches everything':
      "console.log('go'); while (true) { try { while (true) {} } catch {} finally {} }",
    'a loop after an await': "await null; console.log('go'); while (true) {}",
    'a loop after a timer': "await new Promise(r => setTimeout(r, 5)); console.log('go'); while (true) {}",
    'microtasks without end':
      "console.log('go'); const spin = (): Promise<void> => Promise.resolve().then(spin); await spin()",
    'a promise that never settles': "console.log('go'); await new Promise(() => {})",
    'a pending timer': "console.log('go'); await new Promise(r => setTimeout(r, 600_000))",
    'a child process that is waited for': "console.log('go'); execSync('sleep 600')",
  };
  it.each(Object.entries(endless))('ends %s, and variables are kept', async (_what, code) => {
    const started = kernel.printed('go');
    const cell = kernel.run(code);
    await started;
    await kernel.client.interrupt();
    expect((await cell).reply).toMatchObject({ status: 'error', ename: 'InterruptedError' });
    expect(await kernel.run('state')).toMatchObject({ status: 'ok', value: "'kept'" });
  });

  it('ends a check that takes long, and the next cell is checked against the same names', async () => {
    await kernel.run('let state = "kept"; const typed: number = 1');
    const checked = kernel.published(({ header }) => header.msg_type === 'execute_input');
    // What TypeScript follows from one call to the next takes it time in the square of their number.
    const cell = kernel.run('console.log(typed);\n'.repeat(60_000));
    await checked;
    await kernel.client.interrupt();
    expect((await cell).reply).toMatchObject({ status: 'error', ename: 'InterruptedError' });
    expect((await kernel.run('const text: string = typed')).reply['evalue']).toMatch(/not assignable/);
    expect(await kernel.run('state')).toMatchObject({ status: 'ok', value: "'kept'" });
  });

  const waiting = {
    'a loop that waits': 'while (true) await tick();',
    'a loop in a function of an earlier cell': 'await forever();',
    'loops that run at the same time': 'await Promise.all([forever(), forever(), forever()]);',
    'a loop over what comes later': 'for await (const _ of ticks()) { }',
    'loops over what ends without a turn': 'while (true) { for await (const _ of none()) { } }',
    'a loop that catches everything': 'while (true) { try { await tick(); } catch { } }',
    'a loop that catches failures':
      "while (true) { try { await tick(); throw new Error('again'); } catch { } }",
  };
  it.each(Object.entries(waiting))('ends %s for good, where it waits', async (_what, loop) => {
    await kernel.run(`const tick = () => new Promise(resolve => setTimeout(resolve, 5));
      const forever = async () => { while (true) await tick(); };
      async function* ticks() { while (true) { await tick(); yield 1; } }
      const none = () => ({
        [Symbol.asyncIterator]: () => ({ next: () => tick().then(() => ({ done: true as const, value: 1 })) }),
      });`);
    const started = kernel.printed('go');
    const cell = kernel.run(`console.log('go');
      try {
        ${loop}
      } finally {
        await tick();
        console.log('cleaned up');
      }`);
    await started;
    await kernel.client.interrupt();
    const { reply, stdout } = await cell;
    expect({ reply, stdout }).toMatchObject({
      reply: { status: 'error', ename: 'InterruptedError' },
      stdout: 'go\ncleaned up\n',
    });
  });

  it('lets what a finally calls clean up to its end, and nothing else', async () => {
    const [started, away, ended] = ['go', 'all away', 'beside ended'].map(text => kernel.printed(text));
    const cell = kernel.run(`console.log('go');
      const rest = () => new Promise(resolve => setTimeout(resolve, 2));
      const putAway = async () => {
        for (const one of [1, 2]) await rest();
        try { await rest(); throw new Error('in the way'); } catch { await rest(); }
      };
      const work = async () => { try { while (true) await rest(); } finally { await putAway(); } };
      const beside = (async () => { try { while (true) await rest(); } finally { console.log('beside ended'); } })();
      try { await Promise.race([work(), beside]); } finally { await putAway(); await putAway(); console.log('all away'); }`);
    await started;
    await kernel.client.interrupt();
    expect((await cell).reply).toMatchObject({ status: 'error', ename: 'InterruptedError' });
    await Promise.all([away, ended]);
  });

  it('says where a cell was that went on waiting', async () => {
    const started = kernel.printed('go');
    const cell = kernel.run(`console.log('go');
      const step = async () => {
        const one = await new Promise(resolve => setTimeout(resolve, 5));
      };
      while (true) await step();`);
    await started;
    await kernel.client.interrupt();
    const { reply } = await cell;
    const places = [...(reply['traceback'] as string[]).join('\n').matchAll(/cell\[\d+\]:(\d+:\d+)/g)];
    expect(places.map(([, place]) => place)).toEqual(['3:21', '5:20']);
  });

  it('ends what the cell has left to run beside it, without a word', async () => {
    const started = kernel.printed('go');
    const cell = kernel.run(`const beside = (async () => {
        try { while (true) await new Promise(resolve => setTimeout(resolve, 5)); } finally { console.log('ended'); }
      })();
      console.log('go'); await new Promise(() => {});`);
    await started;
    await kernel.client.interrupt();
    expect(await cell).toMatchObject({ status: 'error', stdout: 'go\nended\n', stderr: '' });
  });

  it('ends a busy loop that a timer has left in the background', async () => {
    const spinning = kernel.printed('spinning');
    await kernel.run("setTimeout(() => { console.log('spinning'); while (true) {} }, 5)");
    await spinning;
    await kernel.client.interrupt();
    expect((await kernel.run('state')).value).toBe("'kept'");
  });

  it('ends a cell that could not start because of such a loop', async () => {
    const spinning = kernel.printed('spinning');
    await kernel.run("setTimeout(() => { console.log('spinning'); while (true) {} }, 5)");
    await spinning;
    const begun = kernel.published(({ header }) => header.msg_type === 'execute_input');
    const cell = kernel.run("state = 'changed'");
    await begun;
    await kernel.client.interrupt();
    expect((await cell).reply).toMatchObject({ status: 'error', ename: 'InterruptedError' });
    expect((await kernel.run('state')).value).toBe("'kept'");
  });

  it('aborts the signal of the cell first, so that code can say what it leaves behind', async () => {
    const started = kernel.printed('go');
    const cell = kernel.run(`
      const signal: AbortSignal = (globalThis as any)[Symbol.for('tunebook.display')].signal();
      signal.addEventListener('abort', () => console.log('detached'));
      console.log('go');
      await new Promise(() => {});
    `);
    await started;
    await kernel.client.interrupt();
    const { status, stdout } = await cell;
    expect({ status, stdout }).toEqual({ status: 'error', stdout: 'go\ndetached\n' });
  });

  it('lets a cell that ends by itself when it hears of it have its value', async () => {
    const started = kernel.printed('go');
    const cell = kernel.run(`
      const heard: AbortSignal = (globalThis as any)[Symbol.for('tunebook.display')].signal();
      console.log('go');
      await new Promise(resolve => heard.addEventListener('abort', resolve));
      'so far'
    `);
    await started;
    await kernel.client.interrupt();
    expect(await cell).toMatchObject({ status: 'ok', value: "'so far'" });
  });

  it('comes by SIGINT too', async () => {
    const started = kernel.printed('go');
    const cell = kernel.run("console.log('go'); while (true) {}");
    await started;
    kernel.launched.process.kill('SIGINT');
    expect((await cell).reply).toMatchObject({ ename: 'InterruptedError' });
  });

  it('keeps the cells that wait behind from running', async () => {
    const started = kernel.printed('go');
    const cells = [kernel.run("console.log('go'); while (true) {}"), kernel.run('state')];
    await started;
    await kernel.client.interrupt();
    expect((await Promise.all(cells)).map(({ status }) => status)).toEqual(['error', 'aborted']);
  });

  it('does nothing when nothing runs', async () => {
    await kernel.client.interrupt();
    expect((await kernel.run('state')).value).toBe("'kept'");
  });
});
