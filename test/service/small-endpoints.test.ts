import { userInfo } from 'node:os';
import type { JobRead } from '../../dist/lib/model/job-read.js';
import { TestService } from './support.ts';

let service: TestService;

beforeAll(async () => {
  service = await TestService.start({ cpus: 2, memory: 4 });
});
afterAll(() => service[Symbol.asyncDispose]());

describe('the key-value store', () => {
  const set = (path: string, body: string) => service.request('POST', `/kv/${path}`, body);

  it('keeps values under keys, over a restart, until they are deleted', async () => {
    expect(await set('run/best', 'für 1.5')).toEqual({ status: 201, body: {} });
    await service.kill('SIGKILL');
    await service.restart();
    expect(await service.request('GET', '/kv/run/best')).toEqual({ status: 200, body: 'für 1.5' });
    expect(await service.request('DELETE', '/kv/run/best')).toEqual({ status: 200, body: {} });
    expect(await service.request('GET', '/kv/run/best')).toEqual({
      status: 404,
      body: { error: 'No such key' },
    });
    expect((await service.request('DELETE', '/kv/run/best')).status).toBe(200);
  });

  it('lists keys by prefix, with values when asked, and deletes by prefix', async () => {
    for (const key of ['a/1', 'a/2', 'a%_', 'b', 'a/_internal_x'])
      await set(encodeURIComponent(key), `v ${key}`);
    expect((await service.request('GET', '/kv?list')).body).toEqual(['/a%_', '/a/1', '/a/2', '/b']);
    expect((await service.request('GET', '/kv/a/?list&values=1')).body).toEqual([
      { '/a/1': 'v a/1' },
      { '/a/2': 'v a/2' },
    ]);
    expect((await service.request('DELETE', '/kv/a/?prefix=1')).status).toBe(200);
    expect((await service.request('GET', '/kv?list')).body).toEqual(['/a%_', '/b']);
  });

  it('replaces a value only if it is still the one that is named', async () => {
    await set('lock', 'one');
    expect((await set('lock?prev=zero', 'two')).status).toBe(400);
    expect((await set('lock?prev=one', 'two')).status).toBe(201);
    expect((await set('unknown?prev=one', 'two')).status).toBe(400);
    expect((await service.request('GET', '/kv/lock')).body).toBe('two');
  });

  it('refuses empty and long values, and requests without a key', async () => {
    expect((await set('x', '')).status).toBe(400);
    expect((await set('x', 'v'.repeat(15_968))).body.error).toContain('has 15968 bytes, and may have 15967');
    expect((await set('x', 'v'.repeat(15_967))).status).toBe(201);
    expect((await service.request('GET', '/kv')).body.error).toContain('The key is missing');
  });
});

describe('a job in the queue', () => {
  const active = async (): Promise<number[]> =>
    (await service.request('GET', '/jobs')).body.map((job: JobRead) => job.id);

  it('stays there until it is removed, where its policy says so', async () => {
    const id = await service.submit({ tasks: [{ cmd: 'true' }], policies: { leaveInQueue: true } });
    const other = await service.submitCommands('true');
    await service.ended(id);
    await service.ended(other);
    expect(await active()).toContain(id);
    expect(await active()).not.toContain(other);
    expect(await service.request('PUT', `/jobs/${id}/remove`)).toEqual({ status: 200, body: {} });
    expect(await active()).not.toContain(id);
    expect((await service.request('PUT', `/jobs/${id}/remove`)).body.error).toContain(
      'not in the queue any more',
    );
    expect((await service.request('PUT', '/jobs/999999/remove')).status).toBe(400);
  });

  it('may be cloned in any state', async () => {
    const id = await service.submit({ name: 'sheep', tasks: [{ cmd: 'sleep 1000' }], labels: { k: 'v' } });
    const { status, body } = await service.request('PUT', `/jobs/${id}/clone`);
    expect(status).toBe(201);
    expect(await service.read(body.id)).toMatchObject({ name: 'sheep', labels: { k: 'v' } });
    await service.request('DELETE', `/jobs?id=${id},${body.id}`);
    const later = await service.request('PUT', `/jobs/${id}/clone`);
    expect(later.status).toBe(201);
    await service.request('DELETE', `/jobs/${later.body.id}`);
    expect((await service.request('PUT', '/jobs/999999/clone')).status).toBe(400);
  });

  it('is found by state, labels, name and id, newest first with a limit', async () => {
    const submit = (labels: object, cmd = 'true') =>
      service.submit({ name: 'found', tasks: [{ cmd }], labels });
    const ids = [await submit({ l: 'x', m: '1' }), await submit({ l: 'x' }), await submit({ l: 'y' })];
    for (const id of ids) await service.ended(id);
    const [a, b, c] = ids;
    const list = async (query: string) =>
      (await service.request('GET', `/jobs?${query}`)).body.map((job: JobRead) => job.id);
    expect(await list('name=found&all=1')).toEqual(ids);
    expect(await list('name=found&all=1&limit=2')).toEqual([c, b]);
    expect(await list(`name=found&all=1&limit=2&before=${b}`)).toEqual([a]);
    expect(await list('constraint=l=x&all=1')).toEqual([a, b]);
    expect(await list('constraint=l=x&all=1&limit=1')).toEqual([b]);
    expect(await list('constraint=l=x&constraint=m=1&all=1')).toEqual([a]);
    expect(await list('name=found&status=completed&limit=1')).toEqual([c]);
    expect(await list('completed=true')).toHaveLength(1);
    // Without `completed` PROMINENCE does not read it.
    expect(await list('name=found&all=1&num=1')).toEqual(ids);
    expect((await service.request('GET', '/jobs?constraint=l')).status).toBe(400);
  });
});

describe('the machine', () => {
  it('tells what it has and what is free', async () => {
    const id = await service.submit({ tasks: [{ cmd: 'sleep 1000' }], resources: { cpus: 1, memory: 1.5 } });
    await service.reaches(id, 'running');
    expect((await service.request('GET', '/resources')).body).toEqual({
      existing: [{ site: 'local', capacity: { cpus: 2, memory: 4 }, free: { cpus: 1, memory: 2.5 } }],
    });
    await service.request('DELETE', `/jobs/${id}`);
  });

  it('adds up what the jobs of some days used', async () => {
    await service.ended(await service.submitCommands('sleep 0.1'));
    const day = (shift: number) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
    const usage = async (start: string, end: string) =>
      (await service.request('GET', `/accounting?start=${start}&end=${end}`)).body.usage.users[
        userInfo().username
      ];
    const today = await usage(day(-1), day(0));
    expect(today.numberOfJobs).toBeGreaterThan(0);
    expect(today.wallTime).toBeGreaterThan(0.09 / 3600);
    expect(await usage('2020-01-01', '2020-12-31')).toEqual({ cpuTime: 0, wallTime: 0, numberOfJobs: 0 });
    expect((await service.request('GET', '/accounting?start=today&end=x')).body.error).toContain(
      'start: got "today"',
    );
    expect((await service.request('GET', '/accounting?start=2020-01-01')).body.error).toContain(
      'end: is missing',
    );
  });

  it('says that it is well to who has no token', async () => {
    const answer = await fetch(`${service.record.url}/health`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });
});
