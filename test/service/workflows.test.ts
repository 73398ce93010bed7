import type { JobRead } from '../../dist/lib/model/job-read.js';
import { isFinal } from '../../dist/lib/model/states.js';
import type { WorkflowRead } from '../../dist/lib/model/workflow-read.js';
import { TestService, until } from './support.ts';
import { endedWorkflow, jobsOf, jobTemplate, submitWorkflow } from './workflow-support.ts';

let service: TestService;

beforeAll(async () => {
  service = await TestService.start({ cpus: 4 });
});
afterAll(() => service[Symbol.asyncDispose]());

const describeOne = async (id: number): Promise<WorkflowRead> =>
  (await service.request('GET', `/workflows/${id}`)).body[0];

describe('a workflow', () => {
  it('runs its jobs, and reads as it was submitted with status, events and progress', async () => {
    const workflow = {
      name: 'pair',
      labels: { study: 's1' },
      jobs: [jobTemplate('a', 'echo one'), jobTemplate('b', 'echo two')],
      policies: { maximumRetries: 1 },
    };
    const id = await submitWorkflow(service, workflow);
    const ended = await endedWorkflow(service, id);
    expect(ended).toMatchObject({
      ...workflow,
      id,
      status: 'completed',
      progress: { total: 2, done: 2, failed: 0, queued: 0, running: 0, waiting: 0 },
      events: {
        createTime: expect.any(Number),
        startTime: expect.any(Number),
        endTime: expect.any(Number),
      },
    });
    const jobs = await jobsOf(service, id);
    expect(jobs.map(job => [job.name, job.status])).toEqual([
      ['pair/a', 'completed'],
      ['pair/b', 'completed'],
    ]);
    // One id space for both.
    expect(new Set([id, ...jobs.map(job => job.id)]).size).toBe(3);
    expect((await service.request('GET', `/workflows/${id}/b/stdout`)).body).toBe('two\n');
    expect((await service.request('GET', `/workflows/${id}/b/stdout?offset=2`)).body).toBe('o\n');
    // The Python client has node and job the wrong way round.
    expect((await service.request('GET', `/workflows/${id}/0/stderr?node=b`)).status).toBe(200);
    expect((await service.request('GET', `/workflows/${id}/c/stdout?node=0`)).body.error).toContain(
      'no job c',
    );
    expect(await describeOne(jobs[0]!.id)).toBeUndefined();
  });

  it('starts a job when all that it depends on have succeeded, a factory with all of its jobs', async () => {
    const log = `${service.home}/order`;
    const id = await submitWorkflow(service, {
      name: 'diamond',
      jobs: [
        jobTemplate('end', `/bin/sh -c 'echo end >> ${log}'`),
        // Not AB's parent, although its name begins so.
        jobTemplate('A', `/bin/sh -c 'sleep 0.2; echo A >> ${log}'`),
        jobTemplate('AB', `/bin/sh -c 'echo AB$PROMINENCE_PARAMETER_n >> ${log}'`),
      ],
      factories: [{ name: 'f', type: 'zip', jobs: ['AB'], parameters: [{ name: 'n', values: [1, 2, 3] }] }],
      dependencies: { A: ['AB'], AB: ['end'] },
    });
    await until(async () => (await describeOne(id)).progress!.queued === 1);
    expect((await describeOne(id)).progress).toMatchObject({ total: 5, waiting: 4 });
    expect((await jobsOf(service, id)).map(job => job.name)).toEqual(['diamond/A']);
    await endedWorkflow(service, id);
    const jobs = await jobsOf(service, id);
    expect(jobs.map(job => job.name)).toEqual([
      'diamond/A',
      'diamond/AB/0',
      'diamond/AB/1',
      'diamond/AB/2',
      'diamond/end',
    ]);
    const [first, , , , last] = jobs;
    for (const { events } of jobs.slice(1, 4)) {
      expect(events.createTime).toBeGreaterThanOrEqual(first!.events.endTime!);
      expect(last!.events.createTime).toBeGreaterThanOrEqual(events.endTime!);
    }
  });

  it('fails when a job fails: what depends on it never runs, the rest does', async () => {
    const id = await submitWorkflow(service, {
      name: 'broken',
      jobs: [
        jobTemplate('bad', 'false'),
        jobTemplate('after', 'true'),
        jobTemplate('last', 'true'),
        jobTemplate('other', 'true'),
      ],
      dependencies: { bad: ['after'], after: ['last'] },
    });
    expect(await endedWorkflow(service, id)).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^One or more jobs failed: broken\/bad \(job \d+\)$/),
      progress: { total: 4, done: 1, failed: 1, queued: 0, waiting: 2 },
    });
    // PROMINENCE's jobs complete with any exit code; their workflow sees it.
    const jobs = await jobsOf(service, id);
    expect(jobs.map(job => [job.name, job.status])).toEqual([
      ['broken/bad', 'completed'],
      ['broken/other', 'completed'],
    ]);
  });

  it('goes on after a failed task where the policy of the job says so', async () => {
    const id = await submitWorkflow(service, {
      name: 'forgiven',
      jobs: [
        { ...jobTemplate('bad', 'false'), policies: { reportJobSuccessOnTaskFailure: true } },
        jobTemplate('after', 'true'),
      ],
      dependencies: { bad: ['after'] },
    });
    expect(await endedWorkflow(service, id)).toMatchObject({ status: 'completed', progress: { done: 2 } });
  });

  it('tries a failed job again as often as its policy says, each time as a new job', async () => {
    const count = `${service.home}/tries`;
    const id = await submitWorkflow(service, {
      name: 'stubborn',
      jobs: [
        jobTemplate('third', `/bin/sh -c 'echo x >> ${count}; test $(wc -l < ${count}) -ge 3'`),
        jobTemplate('after', 'true'),
      ],
      dependencies: { third: ['after'] },
      policies: { maximumRetries: 2 },
    });
    expect(await endedWorkflow(service, id)).toMatchObject({
      status: 'completed',
      progress: { total: 2, done: 2, failed: 0 },
    });
    expect((await jobsOf(service, id)).map(job => job.name)).toEqual([
      'stubborn/third',
      'stubborn/third',
      'stubborn/third',
      'stubborn/after',
    ]);
    const never = await submitWorkflow(service, {
      name: 'hopeless',
      jobs: [jobTemplate('bad', 'false')],
      policies: { maximumRetries: 1 },
    });
    expect(await endedWorkflow(service, never)).toMatchObject({
      status: 'failed',
      progress: { total: 1, failed: 1 },
    });
    expect(await jobsOf(service, never)).toHaveLength(2);
  });

  it('is deleted with all its jobs', async () => {
    const id = await submitWorkflow(service, {
      name: 'long',
      jobs: [jobTemplate('run', 'sleep 1000'), jobTemplate('after', 'true')],
      factories: [{ name: 'f', type: 'repeat', jobs: ['run'], number: 8 }],
      dependencies: { run: ['after'] },
    });
    await until(async () => (await describeOne(id)).progress!.running === 4);
    expect(await service.request('DELETE', `/workflows/${id}`)).toEqual({ status: 200, body: {} });
    expect(await describeOne(id)).toMatchObject({
      status: 'deleted',
      statusReason: 'Workflow deleted by user',
      progress: { total: 9, done: 0, failed: 0, queued: 0, running: 0, waiting: 9 },
    });
    const jobs = await jobsOf(service, id);
    expect(jobs).toHaveLength(8);
    for (const job of jobs) {
      expect(job).toMatchObject({
        status: 'deleted',
        statusReason: 'Job part of a workflow which was deleted by user',
      });
    }
    expect((await service.request('DELETE', `/workflows?id=${id},999999`)).status).toBe(400);
  });

  it('runs what failed again under a new id, and keeps what succeeded', async () => {
    const flag = `${service.home}/flag`;
    const id = await submitWorkflow(service, {
      name: 'mend',
      jobs: [
        jobTemplate('once', 'true'),
        jobTemplate('each', `/bin/sh -c 'test $n -ne 2 -o -e ${flag}'`),
        jobTemplate('after', `/bin/sh -c 'echo $PROMINENCE_WORKFLOW_ID'`),
      ],
      factories: [{ name: 'f', type: 'zip', jobs: ['each'], parameters: [{ name: 'n', values: [1, 2, 3] }] }],
      dependencies: { once: ['each'], each: ['after'] },
    });
    expect((await endedWorkflow(service, id)).progress).toMatchObject({ done: 3, failed: 1, waiting: 1 });
    const firstRerun = await service.request('PUT', `/workflows/${id}`);
    expect(firstRerun.status).toBe(200);
    expect(await endedWorkflow(service, firstRerun.body.id)).toMatchObject({ status: 'failed' });
    await service.ended(await service.submitCommands(`touch ${flag}`));
    // Of a run that was a rerun itself.
    const { body } = await service.request('PUT', `/workflows/${firstRerun.body.id}`);
    expect(await endedWorkflow(service, body.id)).toMatchObject({
      status: 'completed',
      progress: { total: 5, done: 5, failed: 0, waiting: 0 },
    });
    expect((await jobsOf(service, body.id)).map(job => job.name)).toEqual(['mend/each/1', 'mend/after']);
    expect((await service.request('GET', `/workflows/${body.id}/after/stdout`)).body).toBe(`${body.id}\n`);
    expect((await describeOne(id)).progress).toMatchObject({ done: 3, failed: 1 });
    const again = await service.request('PUT', `/workflows/${body.id}`);
    expect(again).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('none to run again') },
    });
  });

  it('is cloned from the start, in any state', async () => {
    const id = await submitWorkflow(service, { name: 'twin', jobs: [jobTemplate('a', 'sleep 1000')] });
    const running = await service.request('PUT', `/workflows/${id}`);
    expect(running).toMatchObject({ status: 400, body: { error: expect.stringContaining('in the queue') } });
    const clone = await service.request('PUT', `/workflows/${id}/clone`);
    expect(clone.status).toBe(201);
    expect(await describeOne(clone.body.id)).toMatchObject({ name: 'twin', progress: { total: 1 } });
    await service.request('DELETE', `/workflows?id=${id},${clone.body.id}`);
  });

  it('stays in the queue until it is removed, where its policy says so; its jobs do not', async () => {
    const kept = { ...jobTemplate('a', 'true'), policies: { leaveInQueue: true } };
    const id = await submitWorkflow(service, {
      name: 'kept',
      jobs: [kept],
      policies: { leaveInQueue: true },
    });
    await endedWorkflow(service, id);
    const active = async () => (await service.request('GET', '/workflows?name=kept')).body.length;
    expect(await active()).toBe(1);
    expect((await service.request('GET', `/jobs?workflow=true&id=${id}`)).body).toEqual([]);
    expect((await service.request('PUT', `/workflows/${id}/remove`)).status).toBe(200);
    expect(await active()).toBe(0);
    expect((await service.request('PUT', `/workflows/${id}/remove`)).status).toBe(400);
  });

  it('is made once when the request is sent again with the same key', async () => {
    const workflow = { name: 'once', jobs: [jobTemplate('a', 'true')] };
    const headers = { 'idempotency-key': 'w' };
    const first = await service.request('POST', '/workflows', workflow, headers);
    expect(await service.request('POST', '/workflows', workflow, headers)).toEqual(first);
    const other = { ...workflow, name: 'other' };
    expect((await service.request('POST', '/workflows', other, headers)).status).toBe(400);
  });

  it('gives its placement to its jobs', async () => {
    const placement = { requirements: { sites: ['A'] } };
    const id = await submitWorkflow(service, {
      name: 'placed',
      jobs: [{ ...jobTemplate('a', 'true'), policies: { priority: 1 } }],
      policies: { placement },
    });
    await endedWorkflow(service, id);
    const [job] = await jobsOf(service, id);
    expect((await service.request('GET', `/jobs/${job!.id}`)).body[0].policies).toEqual({
      priority: 1,
      placement,
    });
  });
});

describe('lists of workflows', () => {
  it('are chosen by state, label, name and id, newest first with a limit', async () => {
    const submit = (name: string, cmd: string, labels: object) =>
      submitWorkflow(service, { name, labels, jobs: [jobTemplate('a', cmd)] });
    const done = await submit('listed', 'true', { list: 'x', n: '1' });
    const bad = await submit('listed', 'false', { list: 'x', n: '2' });
    const active = await submit('listed', 'sleep 1000', { list: 'y' });
    await endedWorkflow(service, done);
    await endedWorkflow(service, bad);
    const ids = async (query: string) =>
      (await service.request('GET', `/workflows?${query}`)).body.map((found: WorkflowRead) => found.id);
    expect(await ids('name=listed')).toEqual([active]);
    expect(await ids('name=listed&all=1')).toEqual([done, bad, active]);
    expect(await ids('name=listed&completed=true')).toEqual([bad]);
    expect(await ids('name=listed&completed=true&num=-1')).toEqual([done, bad]);
    expect(await ids('constraint=list=x&all=1')).toEqual([done, bad]);
    expect(await ids('constraint=list=x&constraint=n=1&all=1')).toEqual([done]);
    expect(await ids('name=listed&status=failed')).toEqual([bad]);
    expect(await ids(`id=${done},${active},999999`)).toEqual([done, active]);
    expect(await ids(`name=listed&all=1&limit=2`)).toEqual([active, bad]);
    expect(await ids(`name=listed&all=1&limit=2&before=${bad}`)).toEqual([done]);
    const [short] = (await service.request('GET', `/workflows?id=${done}`)).body;
    expect(Object.keys(short).sort()).toEqual(['events', 'id', 'labels', 'name', 'progress', 'status']);
    const [detail] = (await service.request('GET', `/workflows?id=${done}&detail=1`)).body;
    expect(detail.jobs).toHaveLength(1);
    expect((await service.request('GET', '/workflows/999999')).body).toEqual([]);
    await service.request('DELETE', `/workflows/${active}`);
  });

  it('show the jobs of a workflow, those in the queue unless all are asked for', async () => {
    const id = await submitWorkflow(service, {
      name: 'half',
      jobs: [jobTemplate('quick', 'true'), jobTemplate('slow', 'sleep 1000')],
    });
    await until(async () => (await describeOne(id)).progress!.done === 1);
    const names = async (query: string) =>
      (await service.request('GET', `/jobs?workflow=true&id=${id}${query}`)).body.map(
        (job: JobRead) => job.name,
      );
    expect(await names('')).toEqual(['half/slow']);
    expect(await names('&completed=true')).toEqual(['half/quick']);
    expect(await names('&all=1')).toEqual(['half/quick', 'half/slow']);
    // By the job's own name, not the one that is shown.
    expect(await names('&all=1&name=quick')).toEqual(['half/quick']);
    const shown = (await service.request('GET', '/jobs?name=slow')).body as JobRead[];
    expect(shown.every(job => !isFinal(job.status) && job.name === 'half/slow')).toBe(true);
    await service.request('DELETE', `/workflows/${id}`);
  });
});
