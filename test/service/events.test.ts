import { listen } from './listen.ts';
import { TestService } from './support.ts';
import { jobTemplate, submitWorkflow } from './workflow-support.ts';

describe('the event stream', () => {
  it('tells each state of a job, each task and the growth of its output, and only of jobs asked for', async () => {
    await using service = await TestService.start({ cpus: 1 });
    const other = await service.submitCommands('sleep 0.2');
    const id = await service.submitCommands(`/bin/sh -c 'echo 1; sleep 0.5; echo 2'`, `sleep 0.1`);
    const told = await listen(
      service,
      `id=${id}`,
      ({ event, data }) => event === 'job' && data.status === 'completed',
    );
    expect(told.every(({ data }) => data.id === id && data.id !== other)).toBe(true);
    const jobs = told.filter(({ event }) => event === 'job').map(({ data }) => data);
    const states = jobs.map(job => `${job.status} ${job.execution.currentTask ?? '-'}`);
    expect([...new Set(states)]).toEqual(['idle -', 'running -', 'running 0', 'running 1', 'completed -']);
    expect(jobs.at(-1)).toMatchObject({
      resources: { cpus: 1 },
      execution: { tasks: [{ exitCode: 0 }, { exitCode: 0 }] },
    });
    const sizes = told.filter(({ event }) => event === 'output').map(({ data }) => data.stdout);
    expect(sizes).toEqual([2, 4]);
    // The last size is known before the end is.
    expect(told.at(-1)!.event).toBe('job');
  });

  it('begins with the state of each job, also of one that ended', async () => {
    await using service = await TestService.start();
    const id = await service.submitCommands('echo done');
    await service.ended(id);
    const told = await listen(service, `id=${id},999`, ({ event }) => event === 'output');
    expect(told).toMatchObject([
      { event: 'job', data: { id, status: 'completed' } },
      { event: 'output', data: { id, stdout: 5, stderr: 0 } },
    ]);
  });

  it('ends when the service stops', async () => {
    await using service = await TestService.start();
    const id = await service.submitCommands('sleep 1000');
    let stopping: Promise<void> | undefined;
    await listen(service, `id=${id}`, () => {
      stopping ??= service.kill('SIGTERM');
      return false;
    }).catch(() => undefined);
    await stopping;
    await service.restart();
  });

  it('tells of a workflow and of all its jobs, also of those made later', async () => {
    await using service = await TestService.start({ cpus: 2 });
    await service.submitCommands('true');
    const id = await submitWorkflow(service, {
      name: 'told',
      jobs: [jobTemplate('a', 'true'), jobTemplate('b', 'true')],
      dependencies: { a: ['b'] },
      policies: { maximumRetries: 1 },
    });
    const told = await listen(
      service,
      `workflow=${id}`,
      ({ event, data }) => event === 'workflow' && data.status === 'completed',
    );
    const ends = told.filter(({ event, data }) => event === 'job' && data.status === 'completed');
    expect(ends.map(({ data }) => data.name)).toEqual(['told/a', 'told/b']);
    expect(told.every(({ event, data }) => event === 'output' || data.name.startsWith('told'))).toBe(true);
    expect(told.at(-1)!.data).toMatchObject({ id, progress: { total: 2, done: 2, waiting: 0 } });
  });

  it('goes on from a cursor: only what changed since is told, also after a restart', async () => {
    await using service = await TestService.start({ cpus: 1 });
    const first = await service.submitCommands('true');
    const workflow = await submitWorkflow(service, { name: 'w', jobs: [jobTemplate('a', 'true')] });
    const done = await listen(service, `id=${first},${workflow}`, ({ data }) =>
      data.id === workflow ? data.status === 'completed' : false,
    );
    const cursor = done.at(-1)!.id!;
    expect(done.filter(told => told.id !== undefined).map(told => told.id)).toEqual(
      done.flatMap(told => told.id ?? []).toSorted((a, b) => a - b),
    );
    await service.kill('SIGKILL');
    await service.restart();
    const second = await service.submitCommands('true');
    const watch = { id: [first, second], workflow: [workflow] };
    const ended = ({ event, data }: { event: string; data: { status?: string } }) =>
      event === 'job' && data.status === 'completed';
    const after = await listen(service, '', ended, { ...watch, after: cursor });
    expect(new Set(after.map(({ data }) => data.id))).toEqual(new Set([second]));
    // As a browser's EventSource comes again.
    const again = await listen(service, 'all', ended, undefined, { 'last-event-id': String(cursor) });
    expect(again).toMatchObject([{ event: 'job', data: { id: second, status: 'completed' } }]);
  });
});
