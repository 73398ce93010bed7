import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { Job, jobs, sh, Workflow } from '../../../dist/lib/index.js';
import { tunebookHome } from '../../../dist/lib/model/home.js';
import { isAlive } from '../../../dist/lib/model/is-alive.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { TestHome } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const libIndex = new URL('../../../dist/lib/index.js', import.meta.url).href;

let home: TestHome;
let port: RecordingPort;

beforeEach(async () => {
  home = await TestHome.make();
  port = RecordingPort.register();
});
afterEach(() => home.dispose());

const script = (command: string) => new Job({ tasks: [{ image: 'host', command }] });

/** Runs a plain script without a kernel, in a process of its own, to its end. */
const plainScript = (source: string, flags: readonly string[] = []) =>
  promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '-e', `const { Job, jobs } = await import('${libIndex}');${source}`],
    {
      env: { ...process.env }, // jest's, which has the folder of this test
      timeout: 50_000, // below that of a test, which would leave it behind
    },
  );

describe('when the service is killed', () => {
  it('a waiting cell starts it again and gets the result, nothing is lost', async () => {
    const gate = join(home.folder, 'gate');
    const job = script(sh`echo before; while [ ! -e ${gate} ]; do sleep 0.05; done; echo after`);
    const run = job.run();
    await port.shows(/^running/);
    const before = await home.service();
    await home.killService();
    await writeFile(gate, '');
    await run;
    expect(await job.stdout()).toBe('before\nafter\n');
    expect(job.exitCodes).toEqual([0]);
    expect((await home.service()).pid).not.toBe(before.pid);
  });

  it('a workflow that is waited for goes on to its next jobs', async () => {
    const gate = join(home.folder, 'gate');
    const part = (name: string, command: string) => ({ name, tasks: [{ image: 'host', command }] });
    const workflow = new Workflow({
      name: 'kept',
      jobs: [part('first', sh`while [ ! -e ${gate} ]; do sleep 0.05; done`), part('second', 'true')],
      dependencies: { first: ['second'] },
    });
    const run = workflow.run();
    await port.shows(/first: running; second: waiting/);
    await home.killService();
    await writeFile(gate, '');
    await run;
    expect(workflow.progress).toMatchObject({ total: 2, done: 2 });
    await port.shows(/^completed kept .*first: done; second: done/s);
  });

  it('ten jobs that are being submitted all end once, none twice', async () => {
    await jobs.list(); // the service runs
    const mark = (n: number) => join(home.folder, `ran-${n}`);
    const submitted = Array.from({ length: 10 }, (_, n) => script(sh`echo ran >> ${mark(n)}`).create());
    await Promise.race(submitted);
    await home.killService();
    const all = await Promise.all(submitted);
    await Promise.all(all.map(job => job.wait()));
    expect(all.every(job => job.succeeded)).toBe(true);
    for (let n = 0; n < 10; n++) expect(await readFile(mark(n), 'utf8')).toBe('ran\n');
    expect(await jobs.list({ status: 'all' })).toHaveLength(10);
  });

  it('the next call of any kind starts it again', async () => {
    const job = await script(sh`echo kept; echo kept > f`).run();
    await home.killService();
    expect(await job.stdout()).toBe('kept\n');
    await home.killService();
    expect((await jobs.get(job.id!)).state).toBe('completed');
  });
});

describe('starting the service', () => {
  it('happens once when several processes need it at the same moment', async () => {
    const source = `console.log((await new Job({ tasks: [{ image: 'host', command: 'true' }] }).create()).id)`;
    const runs = await Promise.all([1, 2, 3].map(() => plainScript(source)));
    expect(runs.map(run => Number(run.stdout)).sort()).toEqual([1, 2, 3]);
  });

  it('that fails says why, with the end of its log', async () => {
    await writeFile(join(home.folder, 'jobs.db'), 'not a database '.repeat(1000));
    const error = await jobs.list().catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ServiceError', code: 'unreachable' });
    expect(String(error)).toMatch(
      /The embedded service did not start.*The end of \S+service\.log:.*not a database/s,
    );
  });
});

describe('starting a service that gives no answer', () => {
  it('ends it, and names its log', async () => {
    // Who reads this waits for a writer.
    await promisify(execFile)('mkfifo', [join(home.folder, 'settings.json')]);
    const { embeddedService } = await import('../../../dist/lib/client/embedded.js');
    const error = await embeddedService(tunebookHome(), process.env, 1000).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ServiceError', code: 'unreachable' });
    expect(String(error)).toMatch(/no answer within 1 s\. Its process \d+ was ended; .*\S+service\.log/s);
    const pid = Number(/process (\d+)/.exec(String(error))![1]);
    await until(async () => !isAlive(pid));
  });
});

describe('a plain script', () => {
  it('ends by itself, also when it only submits, and prints the cards', async () => {
    const { stdout } = await plainScript(`
      const job = await new Job({ name: 'plain', tasks: [{ image: 'host', command: 'true' }] }).run();
      const other = await new Job({ tasks: [{ image: 'host', command: 'sleep 60' }] }).create();
      for await (const text of job.follow()) break;
      console.log('submitted', other.id);`);
    expect(stdout).toMatch(/completed plain · job 1/);
    expect(stdout).toMatch(/submitted 2\n$/);
  });
});

it('keeps the token out of errors when there is no answer', async () => {
  await jobs.list();
  const { url, token } = await home.service();
  const { ServiceClient } = await import('../../../dist/lib/client/service-client.js');
  const { serviceAddress } = await import('../../../dist/lib/client/service-address.js');
  const client = new ServiceClient(serviceAddress({ PROMINENCE_URL: url, PROMINENCE_TOKEN: token }));
  expect(await client.jobs({})).toEqual([]);
  await home.killService();
  const error = await client.createJob({ tasks: [], resources: {} }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'unreachable' });
  for (const value of [error, client]) {
    expect(inspect(value, { depth: 20, showHidden: true, customInspect: false })).not.toContain(token);
  }
});

describe('watching', () => {
  it('goes on to the next job when garbage was collected in between', async () => {
    const { stdout } = await plainScript(
      `setInterval(gc, 20).unref();
      const sleeper = () => new Job({ tasks: [{ image: 'host', command: 'sleep 0.5' }] });
      for (let n = 0; n < 2; n++) await sleeper().run();
      console.log('both ended');`,
      ['--expose-gc'],
    );
    expect(stdout).toContain('both ended');
  });
});
