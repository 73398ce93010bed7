import { chmod, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Artifact, InputFile, Job, type JobOptions, jobs, sh } from '../../../dist/lib/index.js';
import { folder, home, port, useService } from './job-fixture.ts';

useService();

/** The id of a job that is made anew and run, as a cell that is run again does. */
const idOf = async (options: JobOptions, run: Parameters<Job['run']>[0] = {}) =>
  (await new Job(options).run(run)).id!;
const host = (command: string, more: JobOptions = {}): JobOptions => ({
  tasks: [{ image: 'host', command }],
  ...more,
});

describe('run() of the same job', () => {
  it('uses the result of the one that succeeded, and the card tells its age', async () => {
    const job = await new Job(host('echo same')).run();
    const again = await new Job(host('echo same')).run();
    expect(again).toMatchObject({ id: job.id, succeeded: true, exitCodes: [0] });
    expect(await again.stdout()).toBe('same\n');
    expect(port.texts[1]).toMatch(/^reused job · job \d+ ran (just now|\d+ s ago) with the same inputs/);
    expect(port.texts[1]).toContain('{ fresh: true } runs it again');
  });

  it('submits again with fresh, and the next run uses that one', async () => {
    const first = await idOf(host('echo fresh'));
    const fresh = await idOf(host('echo fresh'), { fresh: true });
    expect(fresh).toBeGreaterThan(first);
    expect(await idOf(host('echo fresh'))).toBe(fresh);
  });

  it('runs a failed one again, and never uses it', async () => {
    const marker = join(folder, 'repaired');
    const flaky = host(sh`ls ${join(folder, 'repaired')}`);
    const failed = await idOf(flaky, { check: false });
    expect(await idOf(flaky, { check: false })).toBeGreaterThan(failed);
    await writeFile(marker, '');
    const good = await new Job(flaky).run();
    expect(good.succeeded).toBe(true);
    expect(await idOf(flaky)).toBe(good.id);
  });

  it('tells repeats on purpose apart', async () => {
    const ids = [];
    for (const replicate of [0, 1, 2, 1, 0]) ids.push(await idOf(host('echo repeat', { replicate })));
    expect(ids[3]).toBe(ids[1]);
    expect(ids[4]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
    const second = await jobs.get(ids[2]!);
    expect(second.replicate).toBe(2);
    expect((await second.run()).id).toBe(ids[2]);
    await expect(new Job(host('true', { replicate: 0.5 })).run()).rejects.toMatchObject({
      code: 'invalid-job',
      field: 'replicate',
    });
  });

  it('is one job when it is run twice at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => idOf(host('sleep 0.2'))));
    expect(new Set(all).size).toBe(1);
  });

  it('is attached to after an interrupted cell let go of it', async () => {
    const marker = join(folder, 'go on');
    const waiting = host(sh`while [ ! -e ${marker} ]; do sleep 0.05; done`);
    const first = new Job(waiting);
    const run = first.run();
    run.catch(() => {});
    await port.shows(/^running/);
    port.interrupt();
    await expect(run).rejects.toMatchObject({ code: 'detached' });
    port.nextCell();
    const again = new Job(waiting).run();
    await port.shows(/^running.*attached: the same job was submitted (just now|\d+ s ago)/s);
    // A file that the command names: a job that is to be the same must not see it made before it was found.
    await writeFile(marker, '');
    expect((await again).id).toBe(first.id);
  });

  it('does not count what people call it, and counts everything that it computes', async () => {
    const base = host('cat in.txt', {
      inputFiles: [new InputFile('in.txt', 'a')],
      resources: { cpus: 1, memory: 1 },
    });
    const id = await idOf(base);
    const task = base.tasks![0]!;
    expect(await idOf({ ...base, name: 'other', labels: { study: 's2' } })).toBe(id);
    expect(await idOf({ ...base, resources: { memory: 1, cpus: 1 } })).toBe(id);
    const others: JobOptions[] = [
      { ...base, inputFiles: [new InputFile('in.txt', 'b')] },
      { ...base, inputFiles: [new InputFile('in.txt', 'a', { executable: true })] },
      { ...base, tasks: [{ ...task, env: { A: 1 } }] },
      { ...base, tasks: [task, task] },
      { ...base, resources: { memory: 0.5 } },
      { ...base, policies: { maximumTaskRetries: 1 } },
    ];
    const ids = await Promise.all(others.map(options => idOf(options)));
    expect(new Set([id, ...ids]).size).toBe(others.length + 1);
  });

  it('is submitted anew when an upload has other contents', async () => {
    const path = join(folder, 'mesh.txt');
    const upload = async (text: string) => {
      await writeFile(path, text);
      return host('cat mesh.txt', { artifacts: [await new Artifact('mesh.txt').upload(path)] });
    };
    const first = await idOf(await upload('coarse'));
    expect(await idOf(await upload('coarse'))).toBe(first);
    const second = await new Job(await upload('finer')).run();
    expect(second.id).toBeGreaterThan(first);
    expect(await second.stdout()).toBe('finer');
    expect(await idOf(await upload('coarse'))).toBe(first);
  });

  it('can be found by its label, which is not among its own', async () => {
    const id = await idOf(host('echo label', { labels: { study: 's' } }));
    const job = await jobs.get(id);
    expect(job.labels).toEqual({ study: 's' });
    const { url, token } = await home.service();
    const reply = await fetch(`${url}/jobs/${id}`, { headers: { authorization: `Bearer ${token}` } });
    const [{ labels }] = (await reply.json()) as [{ labels: { contentHash: string } }];
    const found = await jobs.list({ status: 'all', label: { contentHash: labels.contentHash } });
    expect(found.map(each => each.id)).toEqual([id]);
    expect((await job.run()).id).toBe(id);
  });

  it('is submitted anew when its result was deleted', async () => {
    const id = await idOf(host(sh`echo 1 > out`, { outputFiles: ['out'] }));
    await rm(join(home.folder, 'objects', 'outputs', String(id)), { recursive: true });
    expect(await idOf(host(sh`echo 1 > out`, { outputFiles: ['out'] }))).toBeGreaterThan(id);
  });

  it('follows a job that create() submitted, as long as it is not changed', async () => {
    const job = await new Job(host('echo created')).create();
    const { id } = job;
    expect((await job.run()).id).toBe(id);
    expect((await job.run({ fresh: true })).id).not.toBe(id);
  });
});

describe('an image alias', () => {
  const aliased: JobOptions = { tasks: [{ image: 'sim/code', command: 'solve' }] };
  /** Points the alias to a folder of the test. */
  const point = async (version: string, env = {}) => {
    const path = [join(folder, version)];
    await writeFile(
      join(home.folder, 'settings.json'),
      JSON.stringify({ images: { 'sim/code': { path, env } } }),
    );
  };
  const build = async (version: string, text: string) => {
    await mkdir(join(folder, version), { recursive: true });
    await writeFile(join(folder, version, 'solve'), `#!/bin/sh\necho ${text}\n`, { mode: 0o755 });
  };
  afterAll(() => rm(join(home.folder, 'settings.json')));

  it('counts by the environment that it stands for, and by the programs there', async () => {
    await build('v1', 'one');
    await build('v2', 'two');
    await point('v1');
    const first = await idOf(aliased);
    expect(await idOf(aliased)).toBe(first);
    await point('v2');
    const other = await new Job(aliased).run();
    expect(await other.stdout()).toBe('two\n');
    await point('v2', { THREADS: '2' });
    expect(await idOf(aliased)).toBeGreaterThan(other.id!);
    await point('v1');
    expect(await idOf(aliased)).toBe(first);
    await build('v1', 'built anew');
    const rebuilt = await new Job(aliased).run();
    expect(await rebuilt.stdout()).toBe('built anew\n');
  });
});

describe('programs and files that a host task names', () => {
  /** A program in the folder of the test; `text` is what it prints. */
  const program = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\necho ${text}\n`);
    await chmod(path, 0o755);
    return path;
  };

  it.each([
    ['its path', (path: string) => host(path)],
    ['a shell script', (path: string) => host(sh`echo; ${path} && echo`)],
    ['an option', (path: string) => host(`echo --program=${path}`)],
    ['another program', (path: string) => host(`env ${path}`)],
    [
      'a folder that it works in',
      () => ({ tasks: [{ image: 'host', command: './edited', workdir: folder }] }),
    ],
    ['a folder that it goes to', () => host(sh`cd ${folder} && ./edited`)],
    [
      'the search path',
      () => ({ tasks: [{ image: 'host', command: 'edited', env: { PATH: `${folder}:/usr/bin:/bin` } }] }),
    ],
  ] as const)('count when they are named by %s', async (_, options) => {
    const path = await program('edited', 'one');
    const first = await idOf(options(path));
    await utimes(path, 1, 1);
    expect(await idOf(options(path))).toBe(first);
    await program('edited', 'two');
    expect(await idOf(options(path))).toBeGreaterThan(first);
    await program('edited', 'one');
    expect(await idOf(options(path))).toBe(first);
  });

  it('do not count where a redirection writes them', async () => {
    const log = join(folder, 'written by the job');
    const writing = host(sh`date +%N > ${log}`);
    expect(await idOf(writing)).toBe(await idOf(writing));
    expect(await readFile(log, 'utf8')).toMatch(/\d/);
  });
});
