import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestKernel } from '../../support/kernel.ts';

describe('subshells', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  const control = async (type: string, content: Record<string, unknown> = {}) =>
    (await kernel.client.request('control', type, content)).content;
  const create = async () => String((await control('create_subshell_request'))['subshell_id']);
  /** A cell that waits until a file is there. */
  const waitFor = (file: string) =>
    `{ const { existsSync } = await import('node:fs');
       while (!existsSync('${file}')) await new Promise(resolve => setTimeout(resolve, 5)); }`;
  const write = (file: string) => writeFile(join(kernel.folder, file), '');

  it('are made, listed and deleted on control', async () => {
    expect(await control('list_subshell_request')).toEqual({ status: 'ok', subshell_id: [] });
    const [one, two] = [await create(), await create()];
    expect(await control('list_subshell_request')).toEqual({ status: 'ok', subshell_id: [one, two] });
    expect(await control('delete_subshell_request', { subshell_id: one })).toEqual({ status: 'ok' });
    expect(await control('list_subshell_request')).toEqual({ status: 'ok', subshell_id: [two] });
    expect(await control('delete_subshell_request', { subshell_id: one })).toMatchObject({
      status: 'error',
      ename: 'UnknownSubshellError',
    });
    await control('delete_subshell_request', { subshell_id: two });
  });

  it('are told of in the information about the kernel', async () => {
    expect(await control('kernel_info_request')).toMatchObject({ supported_features: ['kernel subshells'] });
  });

  it('run code while a cell of the main shell awaits, on the same variables, with the right parents', async () => {
    const subshell = await create();
    await kernel.run('let steps = 0');
    const started = kernel.printed('main started');
    const main = kernel.run(
      "console.log('main started'); while (steps === 0) await new Promise(r => setTimeout(r, 5)); console.log('main ended')",
    );
    await started;
    const parents: unknown[] = [];
    const beside = await kernel.run("steps = 1; console.log('beside'); steps + 41", {
      subshell,
      onOutput: ({ header, parent }) =>
        parents.push([header.msg_type, 'msg_id' in parent && parent.subshell_id]),
    });
    expect(beside).toMatchObject({ status: 'ok', stdout: 'beside\n', value: '42' });
    expect(parents).toEqual([
      ['execute_input', subshell],
      ['stream', subshell],
      ['execute_result', subshell],
    ]);
    expect(await main).toMatchObject({ status: 'ok', stdout: 'main started\nmain ended\n' });
    await control('delete_subshell_request', { subshell_id: subshell });
  });

  it('have a queue of their own, and a failure aborts what waits in it and nothing else', async () => {
    const subshell = await create();
    const beside = [
      kernel.run(`${waitFor('go')} throw new Error('first')`, { subshell }),
      kernel.run("'second'", { subshell }),
    ];
    const main = [kernel.run(`${waitFor('gone')} 1`), kernel.run('2')];
    // Its reply comes when the kernel has all that was sent before.
    await kernel.client.request('shell', 'kernel_info_request');
    await write('go');
    expect((await Promise.all(beside)).map(({ status }) => status)).toEqual(['error', 'aborted']);
    await write('gone');
    expect((await Promise.all(main)).map(({ value }) => value)).toEqual(['1', '2']);
    expect((await kernel.run("'third'", { subshell })).value).toBe("'third'");
    await control('delete_subshell_request', { subshell_id: subshell });
  });

  it('abort what waits in them when they are deleted, and let what runs go on', async () => {
    const subshell = await create();
    const cells = [
      kernel.run(`console.log('runs'); ${waitFor('deleted')} 'to its end'`, { subshell }),
      kernel.run("'waits'", { subshell }),
    ];
    await kernel.printed('runs');
    await kernel.client.request('shell', 'kernel_info_request');
    expect(await control('delete_subshell_request', { subshell_id: subshell })).toEqual({ status: 'ok' });
    expect((await cells[1])?.status).toBe('aborted');
    await write('deleted');
    expect((await cells[0])?.value).toBe("'to its end'");
  });

  it.each(['execute_request', 'kernel_info_request'])(
    'that are unknown are an error in the reply to %s',
    async type => {
      const { content } = await kernel.client.request('shell', type, { code: '1' }, { subshell: 'nowhere' });
      expect(content).toMatchObject({ status: 'error', ename: 'UnknownSubshellError' });
      expect(content['evalue']).toMatch(/nowhere/);
    },
  );

  it.each(['by message', 'by signal'])(
    'are interrupted with the main shell, %s, and the state stays',
    async how => {
      const subshell = await create();
      await kernel.run('let survivor = 7');
      const both = Promise.all([kernel.printed('main waits'), kernel.printed('beside waits')]);
      const cells = [
        kernel.run("console.log('main waits'); await new Promise(() => {})"),
        kernel.run("console.log('beside waits'); await new Promise(() => {})", { subshell }),
      ];
      await both;
      if (how === 'by message') await kernel.client.interrupt();
      else kernel.launched.process.kill('SIGINT');
      for (const { reply } of await Promise.all(cells)) {
        expect(reply).toMatchObject({ status: 'error', ename: 'InterruptedError' });
      }
      expect((await kernel.run('survivor', { subshell })).value).toBe('7');
      await control('delete_subshell_request', { subshell_id: subshell });
    },
  );

  it('are stopped in a busy loop, and what awaited in the main shell with them', async () => {
    const subshell = await create();
    const waits = kernel.printed('main waits');
    const main = kernel.run("console.log('main waits'); await new Promise(() => {})");
    await waits;
    const spins = kernel.printed('spins');
    const beside = kernel.run("console.log('spins'); while (true) {}", { subshell });
    await spins;
    await kernel.client.interrupt();
    expect((await beside).reply).toMatchObject({ ename: 'InterruptedError' });
    expect((await main).reply).toMatchObject({ ename: 'InterruptedError' });
    expect((await kernel.run('1 + 1')).value).toBe('2');
    await control('delete_subshell_request', { subshell_id: subshell });
  });

  it('outlive the session process, whose end their cells are told', async () => {
    const subshell = await create();
    const waits = kernel.printed('beside waits');
    const beside = kernel.run("console.log('beside waits'); await new Promise(() => {})", { subshell });
    await waits;
    const main = await kernel.run('process.exit(5)');
    expect(main.reply).toMatchObject({ ename: 'SessionEndedError' });
    expect((await beside).reply).toMatchObject({ ename: 'SessionEndedError' });
    expect((await kernel.run('6 * 7', { subshell })).value).toBe('42');
    await control('delete_subshell_request', { subshell_id: subshell });
  });
});
