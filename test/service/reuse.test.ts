import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestService } from './support.ts';
import { endedWorkflow, jobTemplate } from './workflow-support.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ cpus: 2 });
});
afterAll(() => service[Symbol.asyncDispose]());

/** Asks for a job of one command, or for one with the same label. */
const submit = (same: string, cmd = 'true', headers: Record<string, string> = {}, outputFiles?: string[]) =>
  service.request(
    'POST',
    '/jobs?reuse=same',
    { tasks: [{ cmd }], resources: { cpus: 1, memory: 0.1 }, labels: { same }, outputFiles },
    headers,
  );

describe('POST /jobs?reuse=LABEL', () => {
  it('makes one job of many requests at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit('moment', 'sleep 60')));
    const ids = answers.map(({ body }) => body.id as number);
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ status, body }) => status === 201 && !body.reused)).toHaveLength(1);
    await service.request('DELETE', `/jobs/${ids[0]}`);
    expect(await submit('moment')).toMatchObject({ status: 201, body: { id: ids[0]! + 1 } });
  });

  it('finds a success, the newest, also after a restart, and never a failure', async () => {
    const first = (await submit('kept', 'false')).body.id;
    await service.ended(first);
    const second = (await submit('kept', 'true')).body.id;
    expect(second).not.toBe(first);
    await service.ended(second);
    await service.kill('SIGTERM');
    await service.restart();
    expect(await submit('kept')).toEqual({ status: 200, body: { id: second, reused: true } });
    expect((await submit('other')).status).toBe(201);
  });

  it.each(['outputs', 'stdout'])('does not find a job whose %s are gone', async what => {
    const command = "/bin/sh -c 'echo kept > out.txt'";
    const again = () => submit(`without-${what}`, command, {}, ['out.txt']);
    const { id } = (await again()).body;
    await service.ended(id);
    expect((await again()).body).toEqual({ id, reused: true });
    const gone =
      what === 'stdout'
        ? join(service.home, 'jobs', `${id}`, '0', 'stdout')
        : join(service.home, 'objects', 'outputs', `${id}`);
    expect(existsSync(gone)).toBe(true);
    await rm(gone, { recursive: true });
    expect((await again()).status).toBe(201);
  });

  it('answers a request that is sent again as before', async () => {
    const headers = { 'idempotency-key': 'again' };
    const { id } = (await submit('again', 'false', headers)).body;
    await service.ended(id);
    expect((await submit('again', 'false', headers)).body.id).toBe(id);
    expect((await submit('again', 'false')).body.id).not.toBe(id);
  });

  it('checks the job as ever, and a job without the label is a new one', async () => {
    expect((await submit('checked', '')).status).toBe(400);
    const job = { tasks: [{ cmd: 'true' }], resources: { cpus: 1 } };
    const answers = [
      await service.request('POST', '/jobs?reuse=same', job),
      await service.request('POST', '/jobs?reuse=same', job),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });
});

describe('POST /jobs/bulk?reuse=LABEL', () => {
  const submitAll = (all: { same?: string; cmd?: string }[], headers: Record<string, string> = {}) =>
    service.request(
      'POST',
      '/jobs/bulk?reuse=same',
      {
        jobs: all.map(({ same, cmd = 'true' }) => ({
          tasks: [{ cmd }],
          resources: { cpus: 1, memory: 0.1 },
          ...(same !== undefined && { labels: { same } }),
        })),
      },
      headers,
    );

  it('makes those that are not there, and one of those that are the same', async () => {
    const first = (await submit('bulk-a')).body.id;
    const { status, body } = await submitAll([
      { same: 'bulk-a' },
      { same: 'bulk-b' },
      { same: 'bulk-b' },
      {},
      {},
    ]);
    expect(status).toBe(201);
    expect(body.reused).toEqual([true, false, true, false, false]);
    expect(body.ids).toEqual([first, first + 1, first + 1, first + 2, first + 3]);
    const again = await submitAll([{ same: 'bulk-b' }, { same: 'bulk-a' }]);
    expect(again).toEqual({ status: 200, body: { ids: [first + 1, first], reused: [true, true] } });
  });

  it('answers a request that is sent again as before, and makes none of those with a mistake', async () => {
    const headers = { 'idempotency-key': 'bulk-reuse' };
    const jobs = [{ same: 'bulk-c', cmd: 'false' }, { same: 'bulk-d', cmd: 'false' }, {}];
    const { ids } = (await submitAll(jobs, headers)).body as { ids: number[] };
    for (const id of ids) await service.ended(id);
    expect((await submitAll(jobs, headers)).body.ids).toEqual(ids);
    expect((await submitAll([...jobs, { same: 'bulk-e', cmd: '' }])).status).toBe(400);
    expect((await submitAll([{}])).body.ids).toEqual([ids[2]! + 1]);
  });
});

describe('POST /workflows?reuse=LABEL', () => {
  const workflow = (same: string, cmd: string) =>
    service.request('POST', '/workflows?reuse=same', {
      name: 'w',
      labels: { same },
      jobs: [jobTemplate('good', 'true'), jobTemplate('last', cmd)],
    });

  it('makes one workflow of many requests at the same moment, and another one when that was deleted', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => workflow('moment', 'sleep 60')));
    const ids = new Set(answers.map(({ body }) => body.id as number));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ status, body }) => status === 201 && !body.reused)).toHaveLength(1);
    await service.request('DELETE', `/workflows/${[...ids][0]}`);
    expect((await workflow('moment', 'true')).status).toBe(201);
  });

  it('finds a success, and neither a failure nor a rerun, which has only a part of the jobs', async () => {
    const gate = join(service.home, 'gate');
    const cmd = `test -e ${gate}`;
    const failed = (await workflow('kept', cmd)).body.id;
    expect((await endedWorkflow(service, failed)).status).toBe('failed');
    await writeFile(gate, '');
    const { body: rerun } = await service.request('PUT', `/workflows/${failed}`);
    expect((await endedWorkflow(service, rerun.id)).status).toBe('completed');
    const whole = await workflow('kept', cmd);
    expect(whole.status).toBe(201);
    await endedWorkflow(service, whole.body.id);
    expect(await workflow('kept', cmd)).toEqual({ status: 200, body: { id: whole.body.id, reused: true } });
  });
});
