import { TestKernel } from '../../support/kernel.ts';

const port = "const port = (globalThis as any)[Symbol.for('tunebook.display')]; ";

describe('displays', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.run(`${port} const text = (value: unknown) => ({ 'text/plain': String(value) });
      const later = (value: unknown, ms: number) => new Promise(resolve => setTimeout(() => resolve(text(value)), ms));`);
  });
  afterAll(() => kernel.close());

  /** What a front end would show in the end: the text/plain of each display in its place. */
  const shown = async (code: string) => {
    const places: { id: unknown; text: string }[] = [];
    const { outputs, status } = await kernel.run(code);
    for (const { type, content } of outputs) {
      const text = String((content['data'] as Record<string, string> | undefined)?.['text/plain']);
      const id = (content['transient'] as Record<string, unknown> | undefined)?.['display_id'];
      if (type === 'stream') places.push({ id: undefined, text: String(content['text']).trim() });
      if (type === 'display_data' || type === 'execute_result') places.push({ id, text });
      if (type === 'update_display_data') {
        for (const place of places) if (place.id === id) place.text = text;
      }
    }
    return { status, outputs, texts: places.map(({ text }) => text) };
  };

  it('appear in order among other output', async () => {
    const { texts } = await shown(
      "console.log('a'); port.show(text('b')); console.log('c'); port.show(text('d'), 'x1'); 'e'",
    );
    expect(texts).toEqual(['a', 'b', 'c', 'd', "'e'"]);
  });

  it('are updated in place, and the last update has arrived before the cell is idle', async () => {
    const { texts, outputs } = await shown(
      "port.show(text(0), 'x2'); console.log('below'); for (let i = 1; i <= 1000; i++) port.update('x2', text(i));",
    );
    expect(texts).toEqual(['1000', 'below']);
    expect(outputs.length).toBeLessThan(20);
  });

  it('are updated at most ten times a second', async () => {
    const { outputs, texts } = await shown(`port.show(text(0), 'x3');
      for (let i = 1; i <= 40; i++) { port.update('x3', text(i)); await new Promise(r => setTimeout(r, 10)); }`);
    expect(texts).toEqual(['40']);
    const updates = outputs.filter(({ type }) => type === 'update_display_data');
    expect(updates.length).toBeGreaterThan(2);
    expect(updates.length).toBeLessThan(12);
  });

  it('can be updated from a timer after the cell has ended, as output of that cell', async () => {
    let id: unknown;
    const updated = kernel.published(({ header }) => header.msg_type === 'update_display_data');
    await kernel.run("port.show(text('now'), 'x4'); setTimeout(() => port.update('x4', text('later')), 20)", {
      onOutput: ({ parent }) => {
        id = parent.msg_id;
      },
    });
    await kernel.run('1');
    const { parent, content } = await updated;
    expect(parent.msg_id).toBe(id);
    expect(content).toMatchObject({ data: { 'text/plain': 'later' }, transient: { display_id: 'x4' } });
    // What is kept with the notebook, for pages that are loaded later.
    expect(content['metadata']).toEqual({ tunebook: { display: 'x4' } });
  });

  it('keep their place while their bundle is a promise', async () => {
    const { texts } = await shown(
      "port.show(later('first', 30)); port.show(later('second', 5)); console.log('third')",
    );
    expect(texts).toEqual(['first', 'second', 'third']);
  });

  it('are shown by one message when nothing else comes in between', async () => {
    const { outputs } = await shown("port.show(later('alone', 5))");
    expect(outputs.map(({ type }) => type)).toEqual(['display_data']);
  });

  it('never go back to an older bundle that is late', async () => {
    const { texts } = await shown(
      "port.show(later('old', 30), 'x5'); port.update('x5', text('new')); port.show(later('older', 30), 'x6'); port.update('x6', later('newer', 5))",
    );
    expect(texts).toEqual(['new', 'newer']);
  });

  it('say it in their place when their bundle can not be made', async () => {
    const { texts, status } = await shown("port.show(Promise.reject(new Error('no picture'))); 1");
    expect({ status, texts }).toEqual({ status: 'ok', texts: ['This display failed: no picture', '1'] });
  });

  it('can be cleared', async () => {
    const { outputs } = await kernel.run('port.clear(); port.clear(true)');
    expect(outputs).toEqual([
      { type: 'clear_output', content: { wait: false } },
      { type: 'clear_output', content: { wait: true } },
    ]);
  });

  it.each([
    ["port.show('text')", /must be an object/],
    ["port.show({ html: '<b>' })", /"html" is no mime type/],
    ["port.show({ 'text/html': 5 })", /text\/html must be a string, not a number/],
    ["port.show({ 'application/json': { big: 1n } })", /BigInt/],
    ["const loop: any = {}; loop.self = loop; port.show({ 'application/json': loop })", /circular/],
    ["({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': { big: 1n } }) })", /BigInt/],
    ["({ [Symbol.for('Jupyter.display')]: () => { throw new Error('shy') } })", /shy/],
  ])('that no front end can show are an error: %s', async (code, message) => {
    const { reply } = await kernel.run(code);
    expect(reply).toMatchObject({ status: 'error', evalue: expect.stringMatching(message) });
  });

  it('of values follow Symbol.for("Jupyter.display"), with or without a promise, and always have text', async () => {
    const data = async (code: string) =>
      (await kernel.run(code)).outputs.find(({ type }) => type === 'execute_result')?.content['data'];
    const symbol = "[Symbol.for('Jupyter.display')]";
    expect(await data(`({ n: 1, ${symbol}() { return { 'text/html': '<b>' + this.n + '</b>' } } })`)).toEqual(
      {
        'text/html': '<b>1</b>',
        'text/plain': expect.stringContaining('n: 1'),
      },
    );
    expect(
      await data(
        `({ async ${symbol}() { return { 'text/plain': 'own', 'image/png': Buffer.from('png') } } })`,
      ),
    ).toEqual({
      'text/plain': 'own',
      'image/png': Buffer.from('png').toString('base64'),
    });
    expect(
      await data(
        `({ ${symbol}: () => ({ 'image/svg+xml': Buffer.from('<svg/>'), 'image/gif': new Uint8Array([71, 73, 70]).buffer, 'application/json': { a: [1] }, 'text/latex': undefined }) })`,
      ),
    ).toEqual({
      'image/svg+xml': '<svg/>',
      'image/gif': 'R0lG',
      'application/json': { a: [1] },
      'text/plain': expect.any(String),
    });
    expect(await data(`({ ${symbol}: () => ({}) })`)).toBeUndefined();
  });

  it('of plain values are inspected without colours, and bounded', async () => {
    expect((await kernel.run("({ a: [1, 'b'], c: new Map([[1, 2]]) })")).value).toBe(
      "{ a: [ 1, 'b' ], c: Map(1) { 1 => 2 } }",
    );
    expect((await kernel.run("new Error('shown, not thrown')")).value).toMatch(/^Error: shown, not thrown/);
    const { value } = await kernel.run("Array.from({ length: 5000 }, () => 'x'.repeat(20_000))");
    expect(value!.length).toBeLessThan(120_000);
  });

  it('of promises do not show how the kernel follows them', async () => {
    const { value, stdout } = await kernel.run(
      'console.log([Promise.resolve(1), { p: new Promise(() => {}) }]); Promise.resolve(4)',
    );
    expect({ value, stdout }).toEqual({
      value: 'Promise { 4 }',
      stdout: expect.stringMatching(/^\[\s*Promise \{ 1 \},\s*\{\s*p: Promise \{ <pending> \}\s*\}\s*\]\n$/),
    });
  });

  it('are rendered for lib as they would be shown', async () => {
    expect((await kernel.run('await port.render({ a: 1 })')).value).toBe("{ 'text/plain': '{ a: 1 }' }");
  });
});
