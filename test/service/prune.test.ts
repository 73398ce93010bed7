import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TestService, until } from './support.ts';
import { endedWorkflow, jobTemplate } from './workflow-support.ts';

describe('pruning', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ cpus: 4 });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const job = (cmd = 'echo 1', more: object = {}) => service.submit({ tasks: [{ cmd }], ...more });
  const written = (megabytes: number) =>
    job(`/bin/sh -c 'head -c ${megabytes * 2 ** 20} /dev/zero > out'`, { outputFiles: ['out'] });
  const prune = (keep: object) => service.request('POST', '/prune', keep);
  /** Cleaning comes after the end, and what is not cleaned is not pruned. */
  const cleaned = (id: number) =>
    until(() => !existsSync(join(service.home, 'jobs', String(id), '0', 'scratch')));
  const filesOf = async (id: number) => {
    const paths = await readdir(service.home, { recursive: true });
    return paths.filter(path => path.split('/').includes(String(id)));
  };

  it('removes what has ended with its files and labels, and nothing else', async () => {
    const old = await job('/bin/sh -c "echo 1 > out"', { outputFiles: ['out'], labels: { l: 'v' } });
    const kept = await job('true', { policies: { leaveInQueue: true } });
    const running = await job('sleep 1000');
    const { body } = await service.request('POST', '/workflows', {
      name: 'w',
      jobs: [jobTemplate('a', 'true')],
    });
    await endedWorkflow(service, body.id);
    const [member] = (await service.request('GET', `/jobs?id=${body.id}&workflow=true&all=1`)).body;
    for (const id of [old, kept]) await service.ended(id);
    for (const id of [old, kept, member.id]) await cleaned(id);
    expect(await filesOf(old)).not.toEqual([]);
    const removed = { jobs: 0, workflows: 0, bytes: 0 };
    await until(async () => {
      const { body } = await prune({ days: 0 });
      for (const what of ['jobs', 'workflows', 'bytes'] as const) removed[what] += body[what];
      return removed.jobs === 2;
    });
    expect(removed).toEqual({ jobs: 2, workflows: 1, bytes: expect.any(Number) });
    expect(removed.bytes).toBeGreaterThan(0);
    for (const id of [old, member.id]) {
      expect((await service.request('GET', `/jobs/${id}`)).body).toEqual([]);
      expect(await filesOf(id)).toEqual([]);
    }
    expect((await service.request('GET', `/workflows/${body.id}`)).body).toEqual([]);
    expect((await service.request('GET', '/jobs?all=1&constraint=l=v')).body).toEqual([]);
    expect((await service.read(kept)).status).toBe('completed');
    expect((await service.read(running)).status).toBe('running');
    expect(await service.stdout(running)).toBe('');
    await service.request('DELETE', `/jobs/${running}`);
  });

  it('keeps the newest whose files fit', async () => {
    const ids = [];
    for (const megabytes of [3, 2, 2]) {
      const id = await written(megabytes);
      await service.ended(id);
      await cleaned(id);
      ids.push(id);
    }
    await until(async () => (await prune({ gigabytes: 5 / 1024, days: 1 })).body.jobs > 0);
    const left = await Promise.all(ids.map(id => service.read(id)));
    expect(left.map(each => each?.id)).toEqual([undefined, ids[1], ids[2]]);
    expect(await (await fetch(left[1]!.outputFiles![0]!.url)).arrayBuffer()).toHaveProperty(
      'byteLength',
      2 ** 21,
    );
  });

  it('asks what to keep, and takes it from the settings too, by itself at its start', async () => {
    expect((await prune({})).body.error).toContain('Nothing says what to keep');
    expect((await prune({ days: -1 })).status).toBe(400);
    const id = await job();
    await service.ended(id);
    await cleaned(id);
    await service.writeSettings({ keep: { days: 0 } });
    await service.kill('SIGTERM');
    await service.restart();
    await until(async () => (await service.read(id)) === undefined);
  });
});
