import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCompleted, Job, sh, waitAll } from '../../../../dist/lib/index.js';
import { RecordingPort } from '../../../support/recording-port.ts';
import { TestHome } from '../../../support/service.ts';

let home: TestHome;
let port: RecordingPort;

beforeAll(async () => {
  home = await TestHome.make();
  await writeFile(join(home.folder, 'settings.json'), '{"cpus": 4}');
});
afterAll(() => home.dispose());
beforeEach(() => {
  port = RecordingPort.register();
});

const script = (name: string, command = 'true') => new Job({ name, tasks: [{ image: 'host', command }] });
const gate = (name: string) => join(home.folder, name);
const open = (name: string) => writeFile(gate(name), '');
/** A job that ends when its gate is opened. */
const gated = (name: string) => script(name, sh`while [ ! -e ${gate(name)} ]; do sleep 0.02; done`).create();

describe('asCompleted', () => {
  it('gives the jobs as they end, not as they were given', async () => {
    const jobs = await Promise.all([gated('a'), gated('b'), gated('c')]);
    const order: string[] = [];
    await open('b');
    for await (const job of asCompleted(jobs)) {
      expect(job.succeeded).toBe(true);
      order.push(job.name);
      if (order.length === 1) await open('c');
      if (order.length === 2) await open('a');
    }
    expect(order).toEqual(['b', 'c', 'a']);
  });

  it('gives jobs that have ended before, and those that failed', async () => {
    const before = await (await script('before').create()).wait();
    const bad = await script('bad', 'false').create();
    const seen = new Map<string, (number | undefined)[]>();
    for await (const job of asCompleted([before, bad])) seen.set(job.name, job.exitCodes);
    expect([...seen]).toEqual([
      ['before', [0]],
      ['bad', [1]],
    ]);
  });

  it('shows one board while the loop runs, which says so when it is left', async () => {
    const waiting = await Promise.all([gated('s1'), gated('s2')]);
    await open('s1');
    for await (const _ of asCompleted(waiting)) {
      expect(port.displays.size).toBe(1);
      await port.shows(/^1 of 2 · 1 running/);
      break;
    }
    await port.shows(/^detached · 1 of 2 jobs ended, the others go on/);
    expect(port.texts[0]).toMatch(/1 job had not ended, as of \d\d:\d\d:\d\d/);
    await open('s2');
    await waitAll(waiting);
  });

  it('can be left early, and the other jobs go on', async () => {
    const slow = await gated('left');
    for await (const job of asCompleted([slow, await script('first').create()])) {
      expect(job.name).toBe('first');
      break;
    }
    expect(await slow.status()).toBe('running');
    await open('left');
    expect((await slow.wait()).succeeded).toBe(true);
  });

  it('stops at its timeout and when the cell is interrupted, and says how many jobs go on', async () => {
    const both = await Promise.all([gated('t1'), gated('t2')]);
    const timed = asCompleted(both, { timeout: 0.1 }).next();
    await expect(timed).rejects.toMatchObject({
      code: 'wait-timeout',
      message: expect.stringContaining('2 jobs go on'),
    });
    const waiting = asCompleted(both).next();
    setImmediate(() => port.interrupt());
    await expect(waiting).rejects.toMatchObject({ code: 'detached' });
    await Promise.all([open('t1'), open('t2')]);
    port.nextCell();
    await waitAll(both);
  });

  it('takes submitted jobs only', async () => {
    expect(() => asCompleted([script('new')])).toThrow('asCompleted(): this job is not submitted yet');
    const promise = script('p').create();
    expect(() => asCompleted([promise as unknown as Job])).toThrow(
      'item 0 is no job; await job.create() first',
    );
    await (await promise).wait();
  });
});

describe('waitAll', () => {
  it('resolves with all jobs in their order, and shows one board', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        script(`j${n}`, n === 7 ? sh`echo what went wrong >&2; exit 1` : 'true').create(),
      ),
    );
    const ended = await waitAll(jobs);
    expect(ended).toEqual(jobs);
    expect(ended.filter(job => !job.succeeded).map(job => job.name)).toEqual(['j7']);
    expect(port.displays.size).toBe(1);
    await port.shows(/^done · 12 jobs · 1 failed · .*\nj7 exit 1: what went wrong · job \d+$/);
    const html = String([...port.displays.values()][0]!['text/html']);
    expect(html.match(/<i class="ok">/g)).toHaveLength(11);
    expect(html.match(/<i class="bad">/g)).toHaveLength(1);
  });

  it('of nothing is nothing', async () => {
    expect(await waitAll([])).toEqual([]);
    expect(port.displays.size).toBe(0);
  });
});

describe('run', () => {
  it('has five cards in a cell at most: with more, one board takes their place', async () => {
    const runs = Array.from({ length: 8 }, (_, n) => script(`many ${n}`, `test ${n} != 6`).run());
    const [failed] = await Promise.allSettled(runs).then(all =>
      all.filter(({ status }) => status === 'rejected'),
    );
    expect(failed).toMatchObject({ reason: { code: 'job-failed' } });
    const shown = port.texts.filter(text => text !== '');
    expect(shown).toEqual([
      expect.stringMatching(/^done · 8 jobs · 1 failed · .*\nmany 6 exit 1 · job \d+$/),
    ]);
    port.nextCell();
    await script('alone').run();
    expect(port.texts.at(-1)).toMatch(/^completed alone/);
  });

  it('goes on with the board when a loop runs one after the other', async () => {
    for (let n = 0; n < 7; n++) await script(`loop ${n}`).run();
    await port.shows(/^done · 7 jobs · /);
    expect(port.texts.filter(text => text !== '')).toHaveLength(1);
  });
});
