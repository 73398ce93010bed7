import { TestService } from './support.ts';

interface Told {
  readonly event: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

/** Reads server-sent events until `last` is true of one. */
async function listen(service: TestService, query: string, last: (told: Told) => boolean): Promise<Told[]> {
  const abort = new AbortController();
  const answer = await fetch(`${service.record.url}/events?${query}`, {
    headers: { authorization: `Bearer ${service.record.token}` },
    signal: abort.signal,
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const all: Told[] = [];
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop()!;
    for (const part of parts) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part)!;
      all.push({ event: event!, data: JSON.parse(data!) });
      if (!last(all.at(-1)!)) continue;
      abort.abort();
      return all;
    }
  }
  return all;
}

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
});
