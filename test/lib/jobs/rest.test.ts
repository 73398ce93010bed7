import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  Artifact,
  InputFile,
  Job,
  type JobOptions,
  kv,
  service,
  sh,
  uploads,
} from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { TestHome } from '../../support/service.ts';

let home: TestHome;
let folder: string;
let running: Job;
let port: RecordingPort;

const script = (command: string, options: JobOptions = {}) =>
  new Job({ tasks: [{ image: 'host', command }], ...options });

beforeAll(async () => {
  home = await TestHome.make();
  folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  port = RecordingPort.register();
  running = await script(
    sh`echo one > 'a, b'; echo begun; while [ ! -e ${join(folder, 'go')} ]; do sleep 0.02; done`,
  ).create();
  for await (const _ of running.follow()) break;
});
afterAll(async () => {
  await writeFile(join(folder, 'go'), '');
  await running.wait();
  await home.dispose();
  await rm(folder, { recursive: true });
});

describe('a running job', () => {
  it('runs commands in its folder, as words and as a line', async () => {
    expect(await running.exec(['cat', 'a, b'])).toBe('one\n');
    expect(await running.exec(`echo 'x,y' | tr , ' '`)).toBe('x y\n');
    await expect(running.exec('false')).rejects.toMatchObject({ name: 'ServiceError', code: 'refused' });
  });

  it('gives a snapshot of its files', async () => {
    const snapshot = await running.snapshot('a, b');
    const path = await snapshot.save(join(folder, 'so-far.tgz'));
    expect(gunzipSync(await readFile(path)).toString()).toContain('one\n');
    expect(gunzipSync(await snapshot.bytes()).toString()).toContain('one\n');
  });
});

describe('an ended job', () => {
  it('has its streams from any byte on, and as they come', async () => {
    const job = await script(sh`printf 'héllo'; printf 'wrong' >&2`).create();
    await job.wait();
    expect(await job.stdout({ offset: 1 })).toBe('éllo');
    expect(await job.stderr({ offset: 3 })).toBe('ng');
    let text = '';
    for await (const chunk of job.follow({ offset: 3 })) text += chunk;
    expect(text).toBe('llo');
  });

  it('has its inputs, its folders of outputs, and what it took', async () => {
    const job = script(sh`mkdir plots; cp in.txt plots/p`, {
      inputFiles: [new InputFile('in.txt', 'contents')],
      outputDirectories: ['plots'],
    });
    await job.create();
    await job.wait();
    expect(Buffer.from(job.getInputFile('in.txt')!.content).toString()).toBe('contents');
    expect(job.getInputFile('other')).toBeUndefined();
    const path = await job.getOutputDirectory('plots', { saveAs: join(folder, 'plots.tgz') });
    expect(gunzipSync(await readFile(path)).toString()).toContain('contents');
    expect(job.execution).toMatchObject({ site: 'local', tasks: [{ exitCode: 0 }] });
  });

  it('is cloned with all its parts, and leaves the queue when it is removed', async () => {
    const job = script('echo $PROMINENCE_CPUS', { name: 'kept', policies: { leaveInQueue: true } });
    await job.create();
    await job.wait();
    await job.remove();
    await expect(job.remove()).rejects.toThrow('not in the queue');
    const clone = await job.clone();
    expect(clone.id).not.toBe(job.id);
    expect(clone.toJSON()).toEqual(job.toJSON());
    await clone.wait();
  });

  it('is run again when it is a replicate, and not when it is the same', async () => {
    const job = await script('true').run();
    const { id } = job;
    await job.run();
    expect(job.id).toBe(id);
    job.replicate = 2;
    expect((await job.run()).id).not.toBe(id);
    expect(JSON.stringify(job)).not.toContain('replicate');
    expect(port.texts.some(text => text.startsWith('reused'))).toBe(true);
  });
});

describe('kv', () => {
  it('keeps values under names', async () => {
    expect(await kv.get('study/best')).toBeUndefined();
    expect(await kv.set('study/best', '1.08')).toBe(true);
    expect(await kv.get('study/best')).toBe('1.08');
    await kv.set('study/a key', new TextEncoder().encode('é'));
    expect(await kv.list('study')).toEqual(['study/a key', 'study/best']);
    expect(await kv.entries()).toEqual({ 'study/a key': 'é', 'study/best': '1.08' });
    await kv.delete('study/best');
    expect(await kv.list()).toEqual(['study/a key']);
    await kv.delete('study', { prefix: true });
    expect(await kv.list()).toEqual([]);
  });

  it('replaces a value only if it is still the one that was read', async () => {
    await kv.set('n', '1');
    expect(await kv.set('n', '2', { previous: '1' })).toBe(true);
    expect(await kv.set('n', '3', { previous: '1' })).toBe(false);
    expect(await kv.get('n')).toBe('2');
    await expect(kv.set('n', '', { previous: '2' })).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('the service', () => {
  it('lists and deletes uploads', async () => {
    await writeFile(join(folder, 'f'), '12345');
    await new Artifact('dir/f.txt').upload(join(folder, 'f'));
    const [upload] = await uploads.list();
    expect(upload).toMatchObject({ name: 'dir/f.txt', size: 5 });
    expect(Math.abs(upload!.modified.getTime() - Date.now())).toBeLessThan(60_000);
    await uploads.delete('dir/f.txt');
    expect(await uploads.list()).toEqual([]);
  });

  it('tells what there is to run on and what was used', async () => {
    const [machine] = await service.resources();
    expect(machine!.capacity.cpus).toBeGreaterThanOrEqual(machine!.free.cpus);
    await script('true').run();
    const { users } = await service.usage({ start: new Date() });
    expect(Object.values(users)[0]!.numberOfJobs).toBeGreaterThan(0);
    await expect(service.usage({ start: 'today' })).rejects.toThrow('2026-01-31');
  });
});
