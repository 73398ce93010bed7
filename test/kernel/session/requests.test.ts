import { TestKernel } from '../../support/kernel.ts';

describe('requests about the kernel and about code', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  const ask = async (type: string, content: Record<string, unknown> = {}) =>
    (await kernel.client.request('shell', type, content)).content;

  it.each(['shell', 'control'] as const)('tell on %s what the kernel is', async channel => {
    const { content } = await kernel.client.request(channel, 'kernel_info_request');
    expect(content).toMatchObject({
      status: 'ok',
      protocol_version: '5.5',
      implementation: 'tunebook',
      language_info: {
        name: 'typescript',
        mimetype: 'text/typescript',
        file_extension: '.ts',
        codemirror_mode: 'typescript',
        pygments_lexer: 'typescript',
        nbconvert_exporter: 'script',
      },
      supported_features: ['kernel subshells'],
    });
  });

  it('complete names, with positions that count a smiley as one', async () => {
    const code = "'😀'; parseFl";
    const content = await ask('complete_request', { code, cursor_pos: 12 });
    expect(content).toMatchObject({ status: 'ok', cursor_start: 5, cursor_end: 12 });
    expect(content['matches']).toContain('parseFloat');
    const { _jupyter_types_experimental: types } = content['metadata'] as Record<string, { text: string }[]>;
    expect(types?.find(({ text }) => text === 'parseFloat')).toMatchObject({ type: 'function' });
  });

  it('complete what earlier cells have declared', async () => {
    await kernel.run('const temperatures = [0.8, 1.4]');
    expect((await ask('complete_request', { code: 'temperatures.ma' }))['matches']).toContain('map');
  });

  it('explain a name', async () => {
    await kernel.run('/** Degrees of freedom. */\nconst freedom: number = 3');
    const content = await ask('inspect_request', { code: 'freedom', cursor_pos: 3, detail_level: 0 });
    expect(content).toMatchObject({ status: 'ok', found: true });
    const data = content['data'] as Record<string, string>;
    expect(data['text/plain']).toMatch(/freedom: number/);
    expect(data['text/plain']).toMatch(/Degrees of freedom/);
    expect(await ask('inspect_request', { code: '  ', cursor_pos: 1 })).toMatchObject({ found: false });
  });

  it.each([
    ['complete', 'const a = 1'],
    ['incomplete', 'function f() {'],
    ['invalid', 'const 1 = 2'],
  ])('say that code is %s', async (status, code) => {
    expect(await ask('is_complete_request', { code })).toMatchObject({ status });
  });

  it('recall what was run', async () => {
    await kernel.run("'ask' + 1");
    await kernel.run("'ask' + 2");
    await kernel.run("'ask' + 1");
    await kernel.run('not kept', { storeHistory: false });
    const recall = async (content: Record<string, unknown>) =>
      (await ask('history_request', content))['history'];
    const tail = (await recall({ hist_access_type: 'tail', n: 2, output: true })) as unknown[][];
    const last = tail[1]?.[1] as number;
    expect(tail).toEqual([
      [1, last - 1, ["'ask' + 2", "'ask2'"]],
      [1, last, ["'ask' + 1", "'ask1'"]],
    ]);
    expect(await recall({ hist_access_type: 'range', session: 0, start: last - 1, stop: last })).toEqual([
      [1, last - 1, "'ask' + 2"],
    ]);
    const search = { hist_access_type: 'search', pattern: "'ask' + ?" };
    expect(await recall(search)).toHaveLength(3);
    expect(await recall({ ...search, unique: true })).toEqual([
      [1, last - 1, "'ask' + 2"],
      [1, last, "'ask' + 1"],
    ]);
    expect(await recall({ ...search, n: 1 })).toEqual([[1, last, "'ask' + 1"]]);
  });
});
