import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestKernel } from '../../support/kernel.ts';
import { packageRoot } from '../../support/tunebook.ts';

/** The names that `lib/index.ts` exports, as it lists them. */
const exported = async (keyword: 'export' | 'export type'): Promise<string[]> => {
  const index = await readFile(join(packageRoot, 'lib', 'index.ts'), 'utf8');
  const lists = index.matchAll(new RegExp(`^${keyword} \\{([^}]*)\\}`, 'gm'));
  return [...lists].flatMap(([, names]) => names!.split(',').map(name => name.trim())).filter(Boolean);
};

describe('the preload', () => {
  it('gives the first cell every value and every type, without an import', async () => {
    const values = await exported('export');
    const types = await exported('export type');
    expect(values).toEqual(expect.arrayContaining(['Job', 'jobs', 'show', 'display', 'Table']));
    expect(types).toEqual(expect.arrayContaining(['JobOptions', 'DisplayHandle']));
    const kernel = await TestKernel.start({ preload: 'tunebook' });
    const uses = types.map((name, index) => `type T${index} = ${name};`).join(' ');
    const { stderr, value, reply } = await kernel.run(
      `${uses} Object.entries({ ${values} }).filter(([, value]) => value === undefined).length`,
    );
    expect({ reply, stderr, value }).toMatchObject({ reply: { status: 'ok' }, stderr: '', value: '0' });
    await kernel.close();
  });
});

describe('a cell of a kernel with the preload', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start({ preload: 'tunebook' });
  });
  afterAll(() => kernel.close());

  it('with a misspelt option does not run: the error has line, column and the text', async () => {
    const { reply, stdout } = await kernel.run("console.log('ran');\nnew Job({ tsks: [] })");
    expect({ reply, stdout }).toMatchObject({ reply: { ename: 'TypeCheckError' }, stdout: '' });
    const text = (reply['traceback'] as string[]).join('\n');
    expect(text).toMatch(/^cell\[\d+\]:2:11 - /);
    expect(text).toContain("'tsks' does not exist in type 'JobOptions'");
    expect(text).toContain('new Job({ tsks: [] })');
  });

  it('may declare a name of the preload for itself', async () => {
    await kernel.run("const plot = 'a plan'");
    expect((await kernel.run('plot.length')).value).toBe('6');
  });

  it('shows what a value says of itself by Symbol.for("Jupyter.display")', async () => {
    const { outputs } = await kernel.run(
      "class Star { [Symbol.for('Jupyter.display')]() { return { 'text/html': '<b>*</b>' } } } show(new Star()); new Star()",
    );
    expect(
      outputs.map(({ type, content }) => [type, (content['data'] as object)['text/html' as never]]),
    ).toEqual([
      ['display_data', '<b>*</b>'],
      ['execute_result', '<b>*</b>'],
    ]);
  });

  it('is helped with completions and explanations while another runs', async () => {
    const running = kernel.printed('go');
    const cell = kernel.run("console.log('go'); await new Promise(() => {})");
    await running;
    const ask = async (type: string, code: string) =>
      (await kernel.client.request('shell', type, { code, cursor_pos: code.length })).content;
    expect(await ask('complete_request', 'new Job({ tas')).toMatchObject({ matches: ['tasks'] });
    const { found, data } = await ask('inspect_request', 'Job');
    expect({ found, data }).toMatchObject({
      found: true,
      data: { 'text/plain': expect.stringMatching(/class Job/) },
    });
    await kernel.client.interrupt();
    expect((await cell).status).toBe('error');
  });
});
