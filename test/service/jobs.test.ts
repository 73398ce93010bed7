import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gone } from '../support/processes.ts';
import { TestService, until } from './support.ts';

describe('a job', () => {
  let service: TestService;
  let outside: string;

  beforeAll(async () => {
    service = await TestService.start({ cpus: 2 });
    outside = await mkdtemp(join(tmpdir(), 'tunebook-outside-'));
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await rm(outside, { recursive: true });
  });

  it('runs its tasks one after the other in one folder, and tells of each', async () => {
    const id = await service.submit({
      name: 'two',
      labels: { study: 's1' },
      tasks: [
        { cmd: `/bin/sh -c 'echo 42 > value; echo one; sleep 0.3'` },
        { image: 'host', cmd: 'cat value' },
      ],
      outputFiles: ['value'],
    });
    const job = await service.ended(id);
    expect(job).toMatchObject({
      id,
      name: 'two',
      status: 'completed',
      labels: { study: 's1' },
      resources: { cpus: 1, memory: 0.1, nodes: 1 },
      execution: {
        site: 'local',
        tasks: [
          { exitCode: 0, retries: 0, where: 'this machine' },
          { exitCode: 0, where: 'this machine' },
        ],
      },
      outputFiles: [{ name: 'value', size: 3 }],
    });
    const [first] = job.execution!.tasks!;
    expect(first!.wallTimeUsage).toBeGreaterThan(0.29);
    expect(first!.cpuTimeUsage).toBeLessThan(0.29);
    if (process.platform === 'linux') expect(first!.maxResidentSetSizeKB).toBeGreaterThan(100);
    expect(job.events.startTime).toBeGreaterThanOrEqual(job.events.createTime!);
    expect(job.events.endTime).toBeGreaterThan(job.events.startTime!);
    expect(await service.stdout(id)).toBe('one\n42\n');
    expect(await (await fetch(job.outputFiles![0]!.url)).text()).toBe('42\n');
  });

  it('completes with the exit code of the task that failed, and runs no further task', async () => {
    const id = await service.submitCommands(`/bin/sh -c 'echo oops >&2; exit 3'`, 'echo never');
    const job = await service.ended(id);
    expect(job.status).toBe('completed');
    expect(job.execution!.tasks).toHaveLength(1);
    expect(job.execution!.tasks![0]!.exitCode).toBe(3);
    expect(await service.stderr(id)).toBe('oops\n');
    expect(await service.stdout(id)).toBe('');
  });

  it('ends with 127 and a line on stderr when a command does not exist', async () => {
    const id = await service.submitCommands('no-such-program --now');
    const job = await service.ended(id);
    expect(job).toMatchObject({ status: 'completed', execution: { tasks: [{ exitCode: 127 }] } });
    expect(await service.stderr(id)).toContain('no-such-program: command not found');
  });

  it('goes on after a failed task when it is to ignore it', async () => {
    const id = await service.submit({
      tasks: [{ cmd: 'false' }, { cmd: 'echo on' }],
      policies: { ignoreTaskTailures: true },
    });
    const job = await service.ended(id);
    expect(job.execution!.tasks!.map(task => task.exitCode)).toEqual([1, 0]);
    expect(await service.stdout(id)).toBe('on\n');
  });

  it('tries a task again as often as it says', async () => {
    const id = await service.submit({
      tasks: [{ cmd: `/bin/sh -c 'echo x >> tries; test $(wc -l < tries) -eq 3'` }],
      policies: { maximumTaskRetries: 5 },
    });
    const job = await service.ended(id);
    expect(job.execution!.tasks).toMatchObject([{ exitCode: 0, retries: 2 }]);
  });

  it('is tried again as a whole as often as it says, each time in a new folder', async () => {
    const marks = join(outside, 'attempts');
    const id = await service.submit({
      tasks: [
        {
          cmd: `/bin/sh -c 'test ! -e here; touch here; echo x >> ${marks}; test $(wc -l < ${marks}) -eq 2'`,
        },
      ],
      policies: { maximumRetries: 3 },
    });
    const job = await service.ended(id);
    expect(job).toMatchObject({ status: 'completed', execution: { retries: 1, tasks: [{ exitCode: 0 }] } });
  });

  it('fails when a declared output is not there, names it, and keeps the others', async () => {
    const id = await service.submit({
      tasks: [{ cmd: 'touch a.txt' }],
      outputFiles: ['a.txt', 'b.txt'],
      outputDirs: ['plots'],
    });
    const job = await service.ended(id);
    expect(job.status).toBe('failed');
    expect(job.statusReason).toBe('Stageout failed due to no such file or directory: b.txt, plots');
    expect(job.outputFiles![0]).toMatchObject({
      name: 'a.txt',
      url: expect.stringContaining('http'),
      size: 0,
    });
    expect(job.outputFiles![1]).toEqual({ name: 'b.txt', url: '' });
  });

  it('is killed with all its processes when its wall time is over', async () => {
    const pidFile = join(outside, 'grandchild');
    const id = await service.submit({
      resources: { cpus: 1, memory: 0.1, walltime: 0.5 / 60 },
      tasks: [
        { cmd: 'echo first' },
        {
          cmd: `/bin/sh -c '(sh -c "echo \\$\\$ > ${pidFile}; exec sleep 1000") & trap "" TERM; sleep 1000; sleep 1000'`,
        },
        { cmd: 'echo never' },
      ],
    });
    const job = await service.ended(id);
    expect(job).toMatchObject({
      status: 'killed',
      statusReason: 'Walltime limit exceeded',
      execution: { tasks: [{ exitCode: 0 }, { exitCode: -9 }] },
    });
    expect(job.execution!.tasks).toHaveLength(2);
    const pid = Number(await readFile(pidFile, 'utf8'));
    await gone(pid);
    expect(await service.stdout(id)).toBe('first\n');
  });

  // Elsewhere the system does not tell what a process group holds.
  if (process.platform === 'linux') {
    it('is killed with all its processes when it holds more memory than it asked for', async () => {
      const id = await service.submit({
        tasks: [
          { cmd: `/bin/sh -c 'echo before > out; perl -e "\\$x = q(x) x 3e8; sleep 1000"; true'` },
          { cmd: 'echo never' },
        ],
        outputFiles: ['out'],
      });
      const job = await service.ended(id);
      expect(job).toMatchObject({
        status: 'killed',
        statusReason: 'Job used too much memory: memory limit of 0.1 GB exceeded',
        outputFiles: [{ size: 7 }],
        execution: { tasks: [{ exitCode: -9 }] },
      });
      expect(job.execution!.maxMemoryUsageKB).toBeGreaterThan(100_000);
    });

    it('may share memory between its processes, which counts once', async () => {
      const id = await service.submitCommands(
        `perl -e '$x = "x" x 30e6; fork && fork; select undef, undef, undef, 0.6'`,
      );
      expect(await service.ended(id)).toMatchObject({
        status: 'completed',
        execution: { tasks: [{ exitCode: 0 }] },
      });
    });
  }

  it('ends at once with all its processes when it is deleted', async () => {
    const pidFile = join(outside, 'deleted');
    const id = await service.submitCommands(`/bin/sh -c '(echo $$ > ${pidFile}; sleep 1000) & sleep 1000'`);
    const pid = await until(async () => Number(await readFile(pidFile, 'utf8').catch(() => '')) || undefined);
    expect(await service.request('DELETE', `/jobs/${id}`)).toEqual({ status: 200, body: {} });
    const job = await service.read(id);
    expect(job).toMatchObject({ status: 'deleted', statusReason: 'Job deleted by user' });
    await gone(pid);
    expect(await service.request('DELETE', `/jobs/${id}`)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('nothing to delete') },
    });
  });

  it('sees its own environment and nothing of the service', async () => {
    const id = await service.submit({
      tasks: [{ cmd: 'mkdir sub' }, { cmd: 'env', env: { LEVEL: 2, TEXT: `it's "$HOME"` }, workdir: 'sub' }],
      resources: { cpus: 2, memory: 0.5 },
    });
    await service.ended(id);
    const lines = (await service.stdout(id)).trimEnd().split('\n');
    const env = Object.fromEntries(
      lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(env).toMatchObject({
      LEVEL: '2',
      TEXT: `it's "$HOME"`,
      PROMINENCE_CPUS: '2',
      PROMINENCE_MEMORY: '0.5',
      PROMINENCE_JOB_ID: String(id),
      PROMINENCE_TASK_NUM: '1',
    });
    expect(env['HOME']).toContain(service.home);
    expect(env['PWD']).toBe(join(env['HOME']!, 'sub'));
    expect(env['TMPDIR']).not.toBe(env['HOME']);
    expect(Object.keys(env)).not.toContain('TUNEBOOK_HOME');
  });

  it('says which working directory is missing', async () => {
    const id = await service.submit({ tasks: [{ cmd: 'true', workdir: 'not/there' }] });
    expect((await service.ended(id)).execution!.tasks![0]!.exitCode).toBe(126);
    expect(await service.stderr(id)).toContain('/scratch/not/there');
  });

  it('passes words as they are, with the id of the job filled in', async () => {
    const id = await service.submit({
      tasks: [
        {
          cmd: `printf '%s|' "a  b" 'c"d' e\\ f '' $PROMINENCE_JOB_ID-\${PROMINENCE_JOB_ID} $OTHER '*' -n x=1`,
        },
      ],
    });
    await service.ended(id);
    expect(await service.stdout(id)).toBe(`a  b|c"d|e f||${id}-${id}|$OTHER|*|-n|x=1|`);
  });

  it('copies the output of a task to the file that it names', async () => {
    const id = await service.submit({
      tasks: [{ cmd: `/bin/sh -c 'echo out; echo err >&2; exit 4'`, stdout: 'both.log' }],
      outputFiles: ['both.log'],
    });
    const job = await service.ended(id);
    expect(job.execution!.tasks![0]!.exitCode).toBe(4);
    expect(await (await fetch(job.outputFiles![0]!.url)).text()).toBe('out\nerr\n');
    expect(await service.stdout(id)).toBe('out\nerr\n');
  });

  it('ends its sidecars with its tasks', async () => {
    const pidFile = join(outside, 'sidecar');
    const id = await service.submit({
      tasks: [
        { cmd: `/bin/sh -c 'until test -s ${pidFile}; do sleep 0.05; done'` },
        { type: 'sidecar', cmd: `/bin/sh -c 'echo $$ > ${pidFile}; exec sleep 1000'` },
      ],
    });
    const job = await service.ended(id);
    expect(job.execution!.tasks).toHaveLength(1);
    const pid = Number(await readFile(pidFile, 'utf8'));
    await gone(pid);
  });

  it('has its runner take the next one, which has limits of its own', async () => {
    await using one = await TestService.start({ cpus: 1 });
    const lasting = await one.submit({
      tasks: [{ cmd: 'sleep 0.3' }],
      resources: { cpus: 1, memory: 0.1, walltime: 1 / 60 },
    });
    const ids = [lasting];
    for (let job = 0; job < 10; job += 1) ids.push(await one.submitCommands('true'));
    ids.push(await one.submitCommands('sleep 1.2'));
    const runners = new Set<number>();
    for (const id of ids) {
      expect([id, (await one.ended(id)).status]).toEqual([id, 'completed']);
      runners.add(await runnerOf(one, id));
    }
    expect(runners.size).toBeLessThan(ids.length);
  });

  it('ends its runner with what it leaves in its process group', async () => {
    await using one = await TestService.start({ cpus: 1 });
    const leaves = await one.submitCommands("/bin/sh -c 'env -i sleep 1000 & echo $!'");
    const next = await one.submitCommands('true');
    for (const id of [leaves, next]) expect((await one.ended(id)).status).toBe('completed');
    await gone(Number(await one.stdout(leaves)));
    expect(await runnerOf(one, next)).not.toBe(await runnerOf(one, leaves));
  });

  it('keeps the id of a submission that is sent twice', async () => {
    const headers = { 'idempotency-key': 'once' };
    const id = await service.submit({ tasks: [{ cmd: 'true' }] }, headers);
    expect(await service.submit({ tasks: [{ cmd: 'true' }] }, headers)).toBe(id);
    const other = { tasks: [{ cmd: 'false' }], resources: { cpus: 1, memory: 1 } };
    expect(await service.request('POST', '/jobs', other, headers)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(`was used before for ${id}`) },
    });
  });

  it('packs output folders and finds outputs by their pattern', async () => {
    const id = await service.submit({
      tasks: [
        {
          cmd: `/bin/sh -c 'mkdir -p out/sub; echo b > out/sub/b.csv; echo a > out/sub/a.csv; ln -s out/sub/a.csv link'`,
        },
      ],
      outputFiles: ['out/*/[ab].csv', 'link'],
      outputDirs: ['out/sub'],
    });
    const job = await service.ended(id);
    expect(job.status).toBe('completed');
    const bodies = await Promise.all(job.outputFiles!.map(async file => (await fetch(file.url)).text()));
    expect(bodies).toEqual(['a\n', 'a\n']);
    const [folder] = job.outputDirs as { url: string; size: number }[];
    expect(new URL(folder!.url).pathname).toMatch(/\/sub\.tgz$/);
    expect((await (await fetch(folder!.url)).arrayBuffer()).byteLength).toBe(folder!.size);
  });
});

describe('the queue', () => {
  it('runs as many jobs at once as there are CPUs, the highest priority first', async () => {
    await using service = await TestService.start({ cpus: 2 });
    const log = join(service.home, 'order');
    const job = (name: string, priority: number, cpus = 1) => ({
      tasks: [{ cmd: `/bin/sh -c 'echo + ${name} >> ${log}; sleep 0.3; echo - ${name} >> ${log}'` }],
      resources: { cpus, memory: 0.1 },
      policies: { priority },
    });
    const ids = [await service.submit(job('a', 0)), await service.submit(job('b', 0))];
    for (const [name, priority, cpus] of [
      ['c', 0, 1],
      ['d', 0, 2],
      ['e', 5, 1],
      ['f', 0, 1],
    ] as const) {
      ids.push(await service.submit(job(name, priority, cpus)));
    }
    await Promise.all(ids.map(id => service.ended(id)));
    const lines = (await readFile(log, 'utf8')).trim().split('\n');
    const widths: Record<string, number> = { d: 2 };
    let used = 0;
    for (const line of lines) {
      used += (line.startsWith('+') ? 1 : -1) * (widths[line.slice(2)] ?? 1);
      expect(used).toBeLessThanOrEqual(2);
    }
    const starts = lines.filter(line => line.startsWith('+')).map(line => line.slice(2));
    expect(starts.slice(0, 2).sort()).toEqual(['a', 'b']);
    expect(starts.indexOf('e')).toBeLessThan(4);
    expect(starts.slice(-2)).toEqual(['d', 'f']);
  });

  it('lists active jobs, ended jobs, and jobs by id, label, name and state', async () => {
    await using service = await TestService.start({ cpus: 1 });
    const list = async (query: string) =>
      ((await service.request('GET', `/jobs${query}`)).body as { id: number }[]).map(job => job.id);
    const done = await service.submit({ name: 'n1', labels: { k: 'v' }, tasks: [{ cmd: 'true' }] });
    await service.ended(done);
    const kept = await service.submit({ tasks: [{ cmd: 'true' }], policies: { leaveInQueue: true } });
    await service.ended(kept);
    const running = await service.submit({ labels: { k: 'w' }, tasks: [{ cmd: 'sleep 1000' }] });
    await service.reaches(running, 'running');
    const idle = await service.submit({
      name: `' OR 1=1 --`.replace(/[^a-z ]/gi, ''),
      tasks: [{ cmd: 'true' }],
    });
    expect(await list('')).toEqual([kept, running, idle]);
    expect(await list('?completed=true&num=5')).toEqual([done]);
    expect(await list('?all=1')).toEqual([done, kept, running, idle]);
    expect(await list(`?id=${done},${idle},999`)).toEqual([done, idle]);
    expect(await list('?status=running')).toEqual([running]);
    expect(await list('?status=idle')).toEqual([idle]);
    expect(await list('?all=1&constraint=k=v')).toEqual([done]);
    expect(await list('?all=1&name=n1')).toEqual([done]);
    expect(await list(`?all=1&name=${encodeURIComponent("x' OR '1'='1")}`)).toEqual([]);
    expect((await service.request('GET', '/jobs/999')).body).toEqual([]);
    // As PROMINENCE has it.
    expect(await service.request('GET', '/jobs?status=odd')).toEqual({
      status: 200,
      body: { error: expect.stringContaining('status: got "odd", must be one of idle, ') },
    });
    expect(await service.request('GET', '/jobs/999/stdout')).toMatchObject({ status: 400 });
    expect(await service.request('DELETE', `/jobs?id=${running},${idle}`)).toMatchObject({ status: 200 });
    expect((await service.read(idle)).status).toBe('deleted');
  });

  it('gives the streams of a running job from a byte on', async () => {
    await using service = await TestService.start();
    const id = await service.submitCommands(`/bin/sh -c 'printf "äb"; sleep 1000'`);
    await until(async () => (await service.stdout(id)) === 'äb');
    expect((await service.request('GET', `/jobs/${id}/stdout?offset=2&node=0`)).body).toBe('b');
    expect((await service.request('GET', `/jobs/${id}/stdout?offset=99`)).body).toBe('');
    expect(await service.request('GET', `/jobs/${id}/stdout?offset=-1`)).toMatchObject({ status: 400 });
  });
});

/** The process that ran a job. */
async function runnerOf({ home }: TestService, job: number): Promise<number> {
  const journal = await readFile(join(home, 'jobs', String(job), '0', 'journal'), 'utf8');
  return (JSON.parse(journal.split('\n')[0]!) as { pid: number }).pid;
}
