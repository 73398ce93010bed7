import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyFolder } from '../../../dist/kernel/session/history-folder.js';
import { tunebookHome } from '../../../dist/lib/model/home.js';
import { TestKernel } from '../../support/kernel.ts';

describe('the history', () => {
  let home: string;
  const kernels: TestKernel[] = [];
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  });
  afterEach(async () => {
    await Promise.all(kernels.splice(0).map(kernel => kernel.close()));
    await rm(home, { recursive: true, force: true });
  });

  const start = async (options = {}) => {
    const kernel = await TestKernel.start({ home, ...options });
    kernels.push(kernel);
    return kernel;
  };
  const recall = async (kernel: TestKernel, content: Record<string, unknown>) =>
    (await kernel.client.request('shell', 'history_request', { raw: true, output: false, ...content }))
      .content['history'] as unknown[][];
  const tail = (kernel: TestKernel, n = 10) => recall(kernel, { hist_access_type: 'tail', n });
  const range = (kernel: TestKernel, session: number, start = 0, stop?: number) =>
    recall(kernel, { hist_access_type: 'range', session, start, stop });
  const search = (kernel: TestKernel, pattern: string, more = {}) =>
    recall(kernel, { hist_access_type: 'search', pattern, ...more });
  const folder = () => join(home, 'history');

  it('is kept from one kernel to the next, by session and line', async () => {
    const first = await start();
    await first.run("'one'");
    await first.run("'two'");
    await first.run("'quiet'", { storeHistory: false });
    await first.close();
    const second = await start();
    await second.run("'three'");
    expect(await tail(second)).toEqual([
      [1, 1, "'one'"],
      [1, 2, "'two'"],
      [2, 1, "'three'"],
    ]);
    expect(await tail(second, 2)).toEqual([
      [1, 2, "'two'"],
      [2, 1, "'three'"],
    ]);
    for (const session of [1, -1]) {
      expect(await range(second, session)).toHaveLength(2);
      expect(await range(second, session, 2, 3)).toEqual([[1, 2, "'two'"]]);
      expect(await range(second, session, -1)).toEqual([[1, 2, "'two'"]]);
    }
    expect(await range(second, 0)).toEqual([[2, 1, "'three'"]]);
    expect(await range(second, 2)).toEqual([[2, 1, "'three'"]]);
    expect(await range(second, -7)).toEqual([]);
    expect(await range(second, 7)).toEqual([]);
  });

  it('is searched by patterns, through all sessions', async () => {
    const first = await start();
    for (const code of ["'ask' + 1", "'ask' + 2", "'a.k'", "'ask\\\n' + 3"]) await first.run(code);
    await first.close();
    const second = await start();
    await second.run("'ask' + 1");
    expect(await search(second, "'ask' + ?")).toEqual([
      [1, 1, "'ask' + 1"],
      [1, 2, "'ask' + 2"],
      [2, 1, "'ask' + 1"],
    ]);
    expect(await search(second, "'ask' + ?", { unique: true })).toEqual([
      [1, 2, "'ask' + 2"],
      [2, 1, "'ask' + 1"],
    ]);
    expect(await search(second, "*ask*'*", { n: 2 })).toEqual([
      [1, 4, "'ask\\\n' + 3"],
      [2, 1, "'ask' + 1"],
    ]);
    expect(await search(second, '*a.k*')).toHaveLength(1);
    expect(await search(second, 'ask')).toEqual([]);
    expect(await search(second, '*')).toHaveLength(5);
  });

  it('answers a pattern that a regular expression would never end with', async () => {
    const kernel = await start();
    await kernel.run(`'${'a'.repeat(5000)}'.length`);
    expect(await search(kernel, `${'*a'.repeat(40)}*b`)).toEqual([]);
  });

  it('is shared by kernels that run at once, each with a number of its own', async () => {
    const [left, right] = await Promise.all([start(), start()]);
    await Promise.all([left.run("'left'"), right.run("'right'")]);
    await left.close();
    const found = await tail(right);
    expect(found.map(([, , input]) => input)).toEqual(["'left'", "'right'"]);
    expect(new Set(found.map(([session]) => session))).toEqual(new Set([1, 2]));
  });

  it('holds no outputs and nothing that was typed, and only its user may read it', async () => {
    const kernel = await start();
    await kernel.run("(await input('password: ', { password: true })) + ' shown'", {
      onInput: () => 'hunter2',
    });
    expect(JSON.stringify(await recall(kernel, { hist_access_type: 'tail', output: true }))).toContain(
      'shown',
    );
    await kernel.close();
    const file = join(folder(), '1.jsonl');
    const kept = await readFile(file, 'utf8');
    expect(kept).toContain('password: ');
    expect(kept).not.toContain('hunter2');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder())).mode & 0o777).toBe(0o700);
  });

  it('outlives a kernel that was killed in the middle of a line', async () => {
    await mkdir(folder());
    await writeFile(join(folder(), '4.jsonl'), '[1,"whole"]\n[2,"to');
    await appendFile(join(folder(), '5.jsonl'), 'no history\n{"line":1}\n[1,2]\n');
    const kernel = await start();
    await kernel.run("'mine'");
    expect(await tail(kernel)).toEqual([
      [4, 1, 'whole'],
      [6, 1, "'mine'"],
    ]);
  });

  it('drops the oldest sessions when there are too many', async () => {
    await mkdir(folder());
    const old = Array.from({ length: 1005 }, (_, index) => join(folder(), `${index + 1}.jsonl`));
    await Promise.all(old.map(file => writeFile(file, '[1,"old"]\n')));
    await writeFile(old[1003]!, `[1,${JSON.stringify('x'.repeat(9_000_000))}]\n`);
    const kernel = await start();
    await kernel.run("'new'");
    expect(await tail(kernel)).toEqual([
      [1005, 1, 'old'],
      [1006, 1, "'new'"],
    ]);
    expect((await readdir(folder())).sort()).toEqual(['1005.jsonl', '1006.jsonl']);
  });

  it('keeps the newer half of a session that has grown too large', async () => {
    const kernel = await start();
    const long = (n: number) => `/* ${'x'.repeat(400_000)} */ ${n}`;
    for (let n = 1; n <= 6; n++) await kernel.run(long(n));
    await kernel.close();
    const kept = (await readFile(join(folder(), '1.jsonl'), 'utf8')).trim().split('\n');
    expect(kept.map(line => JSON.parse(line)[0])).toEqual([5, 6]);
  });

  it('stays in memory where nothing can be written', async () => {
    await writeFile(join(home, 'file'), '');
    const kernel = await start({ home: join(home, 'file', 'home') });
    await kernel.run("'kept for now'");
    expect(await tail(kernel)).toEqual([[1, 1, "'kept for now'"]]);
  });

  it('takes no number when nothing was run', async () => {
    const kernel = await start();
    expect(await tail(kernel)).toEqual([]);
    await kernel.close();
    expect(await readdir(folder())).toEqual([]);
  });

  it.each([
    { TUNEBOOK_HOME: '/a/b' },
    { TUNEBOOK_HOME: 'b' },
    { XDG_DATA_HOME: '/data', HOME: '/c' },
    { HOME: '/c' },
    {},
  ])('lives beside the other state, given %j', env => {
    expect(historyFolder(env)).toBe(join(tunebookHome(env).data, 'history'));
  });
});
