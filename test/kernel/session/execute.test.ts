import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestKernel } from '../../support/kernel.ts';

describe('a cell', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  it('shows the value of its last expression', async () => {
    const { status, value } = await kernel.run('const a: number = 20; a + 22');
    expect({ status, value }).toEqual({ status: 'ok', value: '42' });
  });

  it('shows nothing for undefined', async () => {
    const { outputs } = await kernel.run('undefined');
    expect(outputs).toEqual([]);
  });

  it('is counted, and its count is in its input, result and reply', async () => {
    const messages: unknown[] = [];
    const { reply } = await kernel.run("'counted'", {
      onOutput: ({ header, content }) => messages.push([header.msg_type, content['execution_count']]),
    });
    const count = reply['execution_count'] as number;
    expect(messages).toEqual([
      ['execute_input', count],
      ['execute_result', count],
    ]);
    expect((await kernel.run('0')).reply['execution_count']).toBe(count + 1);
  });

  it('does not run when it has a type error', async () => {
    const { status, outputs, stdout } = await kernel.run("console.log('ran'); const s: string = 1");
    expect({ status, stdout }).toEqual({ status: 'error', stdout: '' });
    expect(outputs.map(({ type }) => type)).toEqual(['error']);
    expect(outputs[0]?.content).toMatchObject({
      ename: 'TypeCheckError',
      evalue: expect.stringMatching(/not assignable/),
    });
    expect(String(outputs[0]?.content['traceback'])).toMatch(/:1:27/);
  });

  it('answers an error with name, message and the line in the cell', async () => {
    const { reply, outputs } = await kernel.run("\nthrow new RangeError('too far')");
    expect(reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'too far' });
    expect(outputs.at(-1)?.content).toMatchObject({ ename: 'RangeError' });
    expect(String(reply['traceback'])).toMatch(/cell\[\d+\]:2:7/);
  });

  it('keeps its variables for the next cells', async () => {
    await kernel.run('let kept = 1');
    await kernel.run('kept++');
    expect((await kernel.run('kept')).value).toBe('2');
  });

  it('is busy before its output and idle after it, with the request as parent', async () => {
    const seen: string[] = [];
    const stop = kernel.client.onPublished(({ header, content, parent }) => {
      seen.push(
        `${header.msg_type} ${content['execution_state'] ?? ''} ${'msg_id' in parent && parent.msg_type}`,
      );
    });
    await kernel.run("console.log('between')");
    stop();
    expect(seen).toEqual([
      'status busy execute_request',
      'execute_input  execute_request',
      'stream  execute_request',
      'status idle execute_request',
    ]);
  });

  it('runs silently on request: neither counted nor shown', async () => {
    const before = (await kernel.run('0')).reply['execution_count'] as number;
    const types: string[] = [];
    await kernel.run('let quiet = 5; quiet', {
      silent: true,
      onOutput: ({ header }) => types.push(header.msg_type),
    });
    expect(types).toEqual([]);
    const { value, reply } = await kernel.run('quiet');
    expect({ value, count: reply['execution_count'] }).toEqual({ value: '5', count: before + 1 });
  });

  it('evaluates the expressions that come with the request', async () => {
    const { reply } = await kernel.run('const side = 6', {
      userExpressions: { good: 'side * 7', wrong: 'nowhere' },
    });
    expect(reply['user_expressions']).toMatchObject({
      good: { status: 'ok', data: { 'text/plain': '42' } },
      wrong: { status: 'error', ename: 'TypeCheckError' },
    });
  });

  it('evaluates no expressions after a failure, and changes no count with what is not to be stored', async () => {
    const userExpressions = { sum: '1 + 1' };
    const failed = await kernel.run('throw new Error()', { userExpressions });
    expect(failed.reply['user_expressions']).toEqual({});
    const count = failed.reply['execution_count'] as number;
    const unstored = await kernel.run("console.log('seen'); 'shown'", {
      storeHistory: false,
      userExpressions,
    });
    expect(unstored).toMatchObject({ stdout: 'seen\n', value: "'shown'", reply: { execution_count: count } });
    expect(unstored.reply['user_expressions']).toMatchObject({ sum: { data: { 'text/plain': '2' } } });
    const silent = await kernel.run("console.log('heard'); 'not shown'", { silent: true, userExpressions });
    expect(silent).toMatchObject({ stdout: 'heard\n', value: undefined, reply: { execution_count: count } });
    expect(silent.reply['user_expressions']).toMatchObject({ sum: { status: 'ok' } });
    expect((await kernel.run('0')).reply['execution_count']).toBe(count + 1);
  });

  it('leaves nothing in memory of what it awaited', async () => {
    await kernel.run(`import { setFlagsFromString } from 'node:v8'; import { runInNewContext } from 'node:vm';
      setFlagsFromString('--expose-gc'); const collect = runInNewContext('gc') as () => void;
      const work = async (i: number) => { await null; return 'x'.repeat(1000) + i; };`);
    const rounds = `for (let i = 0; i < 100_000; i++) await null;
      for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 1000 }, (_, n) => work(n)));`;
    const heap = async () => Number((await kernel.run('collect(); process.memoryUsage().heapUsed')).value);
    await kernel.run(rounds);
    const before = await heap();
    for (let i = 0; i < 5; i++) await kernel.run(rounds);
    expect((await heap()) - before).toBeLessThan(1_000_000);
  });

  it('keeps the cells behind it from running when it fails, if so asked', async () => {
    const all = [
      kernel.run(`import { existsSync } from 'node:fs';
        while (!existsSync('all-sent')) await new Promise(resolve => setTimeout(resolve, 5));
        throw new Error('first')`),
      kernel.run("console.log('second')"),
      kernel.run("console.log('third')"),
    ];
    // Its reply comes when the kernel has all that was sent before.
    await kernel.client.request('shell', 'kernel_info_request');
    await writeFile(join(kernel.folder, 'all-sent'), '');
    const [first, second, third] = await Promise.all(all);
    expect(first?.status).toBe('error');
    expect([second?.reply, third?.reply]).toEqual([{ status: 'aborted' }, { status: 'aborted' }]);
    expect(second?.stdout).toBe('');
    for (const options of [{ stopOnError: false }, { silent: true }]) {
      const others = [kernel.run("throw new Error('first')", options), kernel.run('1')];
      expect((await Promise.all(others)).map(({ status }) => status)).toEqual(['error', 'ok']);
    }
  });

  it('does not keep other requests waiting', async () => {
    const cell = kernel.run(
      "console.log('started'); while (!globalThis.done) await new Promise(r => setTimeout(r, 5))".replace(
        'globalThis.done',
        '(globalThis as any).done',
      ),
    );
    await kernel.printed('started');
    const { content } = await kernel.client.request('shell', 'complete_request', {
      code: 'parseF',
      cursor_pos: 6,
    });
    expect(content['matches']).toContain('parseFloat');
    await kernel.client.interrupt();
    expect((await cell).status).toBe('error');
  });

  it('leaves the kernel busy while another request is answered', async () => {
    const states: unknown[] = [];
    const cell = kernel.run("console.log('working'); await new Promise(r => setTimeout(r, 60_000))");
    await kernel.printed('working');
    const stop = kernel.client.onPublished(({ content }) => states.push(content['execution_state']));
    await kernel.client.request('shell', 'kernel_info_request');
    const busyAgain = kernel.published(({ content }) => content['execution_state'] === 'busy');
    await kernel.client.request('control', 'kernel_info_request');
    await busyAgain;
    stop();
    expect(states.slice(0, 3)).toEqual(['busy', 'idle', 'busy']);
    await kernel.client.interrupt();
    await cell;
  });
});
