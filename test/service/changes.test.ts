import type { JobRead } from '../../dist/lib/model/job-read.js';
import { TestService, until } from './support.ts';
import { endedWorkflow, jobTemplate, submitWorkflow } from './workflow-support.ts';

let service: TestService;

beforeAll(async () => {
  service = await TestService.start({ cpus: 2 });
});
afterAll(() => service[Symbol.asyncDispose]());

const job = (cmd: string, more: object = {}) => ({
  tasks: [{ cmd }],
  resources: { cpus: 1, memory: 0.1 },
  ...more,
});

describe('many jobs in one request', () => {
  it('are stored together, in order, each with an id of its own', async () => {
    const jobs = Array.from({ length: 50 }, (_, index) =>
      job(`echo ${index}`, { labels: { bulk: `n${index}` } }),
    );
    const { status, body } = await service.request('POST', '/jobs/bulk', { jobs });
    expect(status).toBe(201);
    expect(body.ids).toEqual(jobs.map((_, index) => body.ids[0] + index));
    await service.ended(body.ids[49]);
    expect(await service.stdout(body.ids[7])).toBe('7\n');
    const [found] = (await service.request('GET', '/jobs?all=1&constraint=bulk=n7')).body as JobRead[];
    expect(found!.id).toBe(body.ids[7]);
  });

  it('are refused together, with the place of the wrong one', async () => {
    const count = async () => (await service.request('GET', '/jobs?all=1')).body.length;
    const before = await count();
    for (const [wrong, words] of [
      [job(''), 'jobs[1].tasks[0].cmd: is missing'],
      [{ ...job('true'), nmae: 'x' }, 'jobs[1]: "nmae" is unknown, may hold name'],
      [job('true', { resources: { cpus: 9 } }), 'jobs[1].resources.cpus: got 9, and this service has 2 CPUs'],
    ] as const) {
      const answer = await service.request('POST', '/jobs/bulk', { jobs: [job('true'), wrong] });
      expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(words)]);
    }
    expect(await count()).toBe(before);
  });

  it('are stored once when the request is sent again with the same key', async () => {
    const headers = { 'idempotency-key': 'bulk' };
    const jobs = [job('true'), job('true')];
    const first = await service.request('POST', '/jobs/bulk', { jobs }, headers);
    expect(await service.request('POST', '/jobs/bulk', { jobs }, headers)).toEqual(first);
    expect((await service.request('POST', '/jobs/bulk', { jobs: [jobs[0]] }, headers)).status).toBe(400);
  });
});

describe('the changes', () => {
  it('tell how jobs and workflows stand, and then what changed since', async () => {
    const id = await service.submitCommands('true');
    await service.ended(id);
    const workflow = await submitWorkflow(service, { name: 'w', jobs: [jobTemplate('a', 'true')] });
    await endedWorkflow(service, workflow);
    const all = (await service.request('GET', `/changes?id=${id},999999&workflow=${workflow}`)).body;
    expect(all).toMatchObject({
      cursor: expect.any(Number),
      jobs: [
        { id, status: 'completed', execution: { tasks: [{ exitCode: 0 }] } },
        { name: 'w/a', workflow, status: 'completed' },
      ],
      workflows: [{ id: workflow, status: 'completed', progress: { done: 1 } }],
    });
    const none = await service.request('POST', '/changes', {
      id: [id],
      workflow: [workflow],
      after: all.cursor,
    });
    expect(none.body).toEqual({ cursor: all.cursor, jobs: [], workflows: [] });
  });

  it('are waited for', async () => {
    const id = await service.submitCommands('sleep 1000');
    await service.reaches(id, 'running');
    const { cursor } = await until(async () => {
      const { body } = await service.request('GET', `/changes?id=${id}`);
      return body.jobs[0].execution.currentTask === 0 && body;
    });
    const waiting = service.request('GET', `/changes?id=${id}&after=${cursor}&wait=60`);
    await service.request('DELETE', `/jobs/${id}`);
    const { body } = await waiting;
    expect(body.jobs).toMatchObject([{ id }]);
    expect(body.cursor).toBeGreaterThan(cursor);
    await until(async () => {
      const now = await service.request('GET', `/changes?id=${id}&after=${cursor}`);
      return now.body.jobs[0].status === 'deleted';
    });
  });

  it('end their wait when the time is up', async () => {
    const id = await service.submitCommands('true');
    await service.ended(id);
    const { cursor } = (await service.request('GET', `/changes?id=${id}`)).body;
    const short = await service.request('POST', '/changes', { id: [id], after: cursor, wait: 0.05 });
    expect(short.body).toMatchObject({ jobs: [], workflows: [] });
  });

  it('do not keep a service that stops waiting', async () => {
    await using stopping = await TestService.start();
    const id = await stopping.submitCommands('true');
    await stopping.ended(id);
    const { cursor } = (await stopping.request('GET', `/changes?id=${id}`)).body;
    const waiting = stopping
      .request('GET', `/changes?id=${id}&after=${cursor}&wait=60`)
      .catch(() => undefined);
    await stopping.kill('SIGTERM');
    await waiting;
  });

  it('come in pages, of which each cursor leads to the next', async () => {
    const jobs = Array.from({ length: 1203 }, () => job('true'));
    const after = (await service.request('GET', '/changes?id=1')).body.cursor as number;
    const { ids } = (await service.request('POST', '/jobs/bulk', { jobs })).body;
    const seen = new Set<number>();
    for (let cursor = after; seen.size < ids.length; ) {
      const { body } = await service.request('POST', '/changes', { id: ids, after: cursor, wait: 5 });
      for (const { id } of body.jobs) seen.add(id);
      cursor = body.cursor;
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(ids);
    await service.request('DELETE', `/jobs?id=${ids.join(',')}`);
  });

  it.each([
    ['', 'id: is missing'],
    ['id=x', 'id: got "x"'],
    ['id=1&after=-1', 'after: got "-1"'],
    ['id=1&wait=61', 'wait: got 61, must be at most 60'],
  ])('refuse ?%s', async (query, words) => {
    for (const path of ['/changes', '/events']) {
      const answer = await service.request('GET', `${path}?${query}`);
      expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(words)]);
    }
  });
});
