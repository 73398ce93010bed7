import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { list as listArchive } from 'tar';
import { hasMpi, PythonClient, settings } from './python-support.ts';
import { TestService, until } from './support.ts';
import { endedWorkflow, jobsOf } from './workflow-support.ts';

/** Commands of `prominence` that can't work with this service. */
const cannotWork = {
  register: 'registers with an OpenID Connect provider, which a service on this machine has none of',
  login: 'logs in there',
};

describe("PROMINENCE's command line", () => {
  let service: TestService;
  let client: PythonClient;

  beforeAll(async () => {
    service = await TestService.start(settings);
    client = new PythonClient(service);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it('creates a job with all options, and shows its JSON beforehand', async () => {
    await mkdir(join(client.folder, 'folder', 'inner'), { recursive: true });
    await writeFile(join(client.folder, 'folder', 'inner', 'file'), 'packed\n');
    await client.write('in.txt', 'input\n');
    const limits = '--cpus 2 --memory 0.5 --disk 1 --walltime 5 --nodes 1';
    const policies = '--retries 1 --task-retries 2 --max-time-in-queue 60 --priority 2 --leave-in-queue';
    const files = '--input in.txt --directory folder --output out.txt --outputdir made --workdir inner';
    const more = '--name a.job --env A=1 --env B=2 --label k=v --runtime udocker';
    const command = '/bin/sh -c "mkdir ../made; cat ../in.txt file > ../out.txt; echo $A$B; pwd"';
    const args = ['create', ...`${limits} ${policies} ${files} ${more}`.split(' '), 'tools', command];
    const { artifacts, ...shown } = JSON.parse(await client.output(...args, '--dry-run'));
    const id = await client.created(...args);
    const described = JSON.parse(await client.output('describe', String(id), '-i'));
    expect(described).toMatchObject(shown);
    expect(described.artifacts).toEqual([{ url: expect.stringMatching(/\.tar\.gz$/) }]);
    expect(artifacts).toHaveLength(1);
    expect(described.policies).toEqual({
      priority: 2,
      maximumRetries: 1,
      maximumTaskRetries: 2,
      maximumTimeInQueue: 60,
      leaveInQueue: true,
    });
    const job = await service.ended(id);
    expect(job.status).toBe('completed');
    expect(await client.output('stdout', String(id))).toMatch(/^12\n.*\/inner\n\n$/);
    await client.output('download', String(id));
    expect(await client.read('out.txt')).toBe('input\npacked\n');
    await expect(client.read('made.tgz')).resolves.toContain('');
  });

  it('creates jobs that ask for ranges of CPUs, and for MPI', async () => {
    const create = async (...args: string[]) => {
      const id = await client.created('create', ...args);
      const { resources, tasks } = await service.read(id);
      await service.request('DELETE', `/jobs/${id}`);
      return { ...resources, ...tasks[0] };
    };
    const [range, options, total, perCpu] = await Promise.all([
      create('--cpus-range', '1,2', 'tools', 'true'),
      create('--cpus-options', '1,2', 'tools', 'true'),
      create('--total-cpus-range', '1,2', 'tools', 'true'),
      create('--memory-per-cpu', '0.25', 'tools', 'true'),
    ]);
    expect(range).toMatchObject({ cpusRange: [1, 2] });
    expect(options).toMatchObject({ cpusOptions: [1, 2] });
    expect(total).toMatchObject({ totalCpusRange: [1, 2], cpus: 1 });
    expect(perCpu).toMatchObject({ memoryPerCpu: 0.25 });
    if (hasMpi) {
      const mpi = await create('--mpich', '--cpus', '2', '--procs-per-node', '2', 'mpi', 'true');
      expect(mpi).toMatchObject({ type: 'mpich', procsPerNode: 2 });
      const openmp = await create('--openmpi', '--cpus', '3', '--omp-procs-per-node', '2', 'mpi', 'true');
      expect(openmp).toMatchObject({ type: 'openmpi', env: { OMP_NUM_THREADS: '2' } });
    }
    const refused = await Promise.all([
      client.cli(['create', '--nodes', '2', '--openmpi', 'tools', 'true']),
      client.cli(['create', 'tools']),
      client.cli(['create', '--intelmpi', 'tools', 'mpirun true']),
      client.cli([
        'create',
        '--storage',
        await client.write('storage', '"storage": {"type": "onedata"}'),
        'tools',
      ]),
    ]);
    expect(refused.map(({ code, out }) => [code, out])).toEqual(
      ['resources.nodes', 'cmd', 'mpirun', 'storage'].map(word => [
        1,
        expect.stringMatching(new RegExp(`^Error: .*${word}`)),
      ]),
    );
  });

  it('runs jobs and workflows from JSON, YAML and URLs', async () => {
    await client.write('data.txt', 'from a file\n');
    const yaml = [
      'name: from-yaml',
      'resources: {cpus: 1, memory: 1, nodes: 1, disk: 10}',
      'inputs: ["file://data.txt"]',
      'outputFiles: [job.json]',
      'tasks:',
      '  - {image: tools, runtime: singularity, cmd: "echo one\\necho two"}',
      '  - {image: tools, runtime: singularity, cmd: "#!/bin/sh\\ncat data.txt | tr a-z A-Z\\nprintenv JSON > job.json",',
      `     env: {JSON: '{"tasks": [{"image": "tools", "cmd": "echo by URL"}], "resources": {"cpus": 1, "memory": 1}}'}}`,
    ].join('\n');
    const id = await client.created('run', await client.write('job.yaml', yaml));
    const job = await service.ended(id);
    expect(await service.stdout(id)).toBe('one\ntwo\nFROM A FILE\n');
    const byUrl = await client.created('run', job.outputFiles![0]!.url);
    await service.ended(byUrl);
    expect(await service.stdout(byUrl)).toBe('by URL\n');
    const resources = { cpus: 1, memory: 1 };
    const workflow = {
      name: 'flow',
      jobs: ['a', 'b'].map(name => ({ name, resources, tasks: [{ image: 'tools', cmd: `echo ${name}` }] })),
      dependencies: { a: ['b'] },
    };
    const flow = await client.created('run', await client.write('flow.json', JSON.stringify(workflow)));
    expect(await endedWorkflow(service, flow)).toMatchObject({ status: 'completed' });
    expect(await client.cli(['run', await client.write('wrong.json', '{"tasks": []}')])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Error: .*resources/),
    });
  });

  it('lists and describes jobs, also those that name no image', async () => {
    const [id, host] = [
      await service.submit({ name: 'listed', tasks: [{ image: 'tools', cmd: 'true' }], labels: { l: '1' } }),
      await service.submit({ name: 'host', tasks: [{ cmd: 'echo on this machine' }], labels: { l: '1' } }),
    ];
    await service.ended(id);
    await service.ended(host);
    const rows = (out: string) =>
      out
        .trimEnd()
        .split('\n')
        .map(line => line.trimEnd().split(/ {3,}/));
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const elapsed = expect.stringMatching(/^0\+00:00:\d\d$/);
    const [all, last, byName, none, wrong] = await Promise.all([
      client.output('list', '-a', '--constraint', 'l=1'),
      client.output('list', '--completed', '-n', '1', '--constraint', 'l=1'),
      client.output('list', 'jobs', '--completed', '--last', '5', '--name', 'listed'),
      client.output('list', '--running', '--name', 'listed'),
      client.cli(['list', '--constraint', 'l']),
    ]);
    const head = ['ID', 'NAME', 'CREATED', 'STATUS', 'ELAPSED', 'IMAGE', 'CMD'];
    const row = [String(id), 'listed', time, 'completed', elapsed, 'tools', 'true'];
    const hostRow = [String(host), 'host', time, 'completed', elapsed, 'host', 'echo on this machine'];
    expect(rows(all)).toEqual([head, row, hostRow]);
    expect(rows(last)).toEqual([head, hostRow]);
    expect(rows(byName)).toEqual([head, row]);
    expect(rows(none)).toEqual([head]);
    expect(wrong).toMatchObject({ code: 1, out: expect.stringMatching(/^Error: constraint: got "l"/) });
    const described = JSON.parse(await client.output('describe', String(id)));
    expect(described).toMatchObject({
      id,
      name: 'listed',
      status: 'completed',
      labels: { l: '1' },
      events: { createTime: time, startTime: time, endTime: time },
      execution: { site: 'local', tasks: [{ exitCode: 0, wallTimeUsage: expect.any(Number) }] },
    });
    expect(await client.cli(['describe', '999999'])).toMatchObject({ code: 1, out: 'Error: No such job\n' });
  });

  it('looks into running jobs, follows, deletes, clones and removes them', async () => {
    const cmd = `/bin/sh -c 'echo out; echo err >&2; echo kept > file; exec sleep 1000'`;
    const id = await client.created('create', '--name', 'runs', '--leave-in-queue', 'tools', cmd);
    await until(async () => (await service.stderr(id)) === 'err\n');
    const tail = client.cli(['stdout', '--tail', String(id)]);
    const text = String(id);
    expect(await client.output('stderr', text)).toBe('err\n\n');
    expect(await client.output('exec', text, 'cat "file"')).toBe('kept\n\n');
    expect(await client.cli(['exec', text, 'exit 3'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Error: Unable to execute command: .*exit code 3/),
    });
    await client.output('snapshot', text, 'file');
    const names: string[] = [];
    await listArchive({
      file: join(client.folder, 'snapshot.tgz'),
      onReadEntry: entry => names.push(entry.path),
    });
    expect(names).toEqual([expect.stringContaining('file')]);
    expect(await client.output('list', '-r', '--name', 'runs')).toContain(' running ');
    expect(await client.output('delete', text)).toBe('Success\n');
    expect(await client.cli(['delete', 'job', text])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Error: /),
    });
    expect(await tail).toMatchObject({ code: 0, out: 'out\n' });
    const clone = await client.created('clone', text);
    await service.request('DELETE', `/jobs/${clone}`);
    expect(await client.output('remove', text)).toBe('Job removed from queue\n');
    expect((await client.cli(['remove', 'job', text])).code).toBe(1);
  });

  it('runs workflows again, and shows them', async () => {
    const template = (name: string, cmd: string) => ({
      name,
      resources: { cpus: 1, memory: 1 },
      tasks: [{ image: 'tools', cmd }],
      outputFiles: ['$v.txt'],
    });
    const workflow = {
      name: 'scan',
      jobs: [
        template('point', `/bin/sh -c 'echo \${v}; echo e\${v} >&2; echo \${v} > \${v}.txt'`),
        template('bad', 'false'),
      ],
      factories: [{ name: 'f', type: 'zip', jobs: ['point'], parameters: [{ name: 'v', values: [1, 2.5] }] }],
      policies: { leaveInQueue: true },
    };
    const id = await client.created('run', await client.write('scan.json', JSON.stringify(workflow)));
    await endedWorkflow(service, id);
    const text = String(id);
    expect(await client.output('list', 'workflows')).toMatch(
      new RegExp(`\n${id} +scan +[-\\d]+ [:\\d]+ +failed +0\\+00:00:\\d\\d +2 +1 +3 +\n$`),
    );
    expect(JSON.parse(await client.output('describe', 'workflow', text))).toMatchObject({
      progress: { total: 3, done: 2, failed: 1 },
      factories: workflow.factories,
    });
    expect(await client.output('list', 'jobs', text, '--completed')).toContain('scan/point/1');
    expect(await client.output('stdout', text, 'point', '1')).toBe('2.5\n\n');
    expect(await client.output('stderr', text, 'point', '1')).toBe('e2.5\n\n');
    expect(await client.output('stderr', text, 'bad')).toBe('\n');
    await client.output('download', '--dir', '--concurrency', '2', 'workflow', text);
    const [first] = await jobsOf(service, id);
    expect(await readdir(join(client.folder, String(first!.id)))).toEqual(['1.txt']);
    expect(await client.output('remove', 'workflow', text)).toBe('Workflow removed from queue\n');
    const again = await client.created('rerun', text);
    const clone = await client.created('clone', 'workflow', text);
    await endedWorkflow(service, again);
    await endedWorkflow(service, clone);
    // The client lets its own exception out.
    expect(await client.cli(['rerun', '999999'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no workflow 999999'),
    });
    expect(await client.cli(['delete', 'workflow', text])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Error: .*nothing to delete/),
    });
  });

  it('keeps files and values', async () => {
    await client.write('up.txt', 'uploaded');
    expect(await client.output('upload', '--name', 'up.txt', '--filename', 'up.txt')).toBe('Success\n');
    expect(await client.output('upload', '--name', 'area/up.txt', '--filename', 'up.txt')).toBe('Success\n');
    expect((await client.output('ls')).split('\n')).toContain('up.txt');
    expect(await client.output('ls', 'area')).toBe('area/up.txt\n');
    expect(await client.output('ls', '-l', 'area')).toMatch(
      /^area\/up\.txt +8 +\w{3}, \d\d \w{3} \d{4} .* GMT\n$/,
    );
    const sum = ['--checksum', '0'.repeat(64)];
    expect(await client.cli(['upload', '--name', 'x', '--filename', 'up.txt', ...sum])).toMatchObject({
      code: 1,
    });
    const mounted = ['--artifact', 'area/up.txt', 'tools', 'cat up.txt'];
    const job = await client.created('create', ...mounted);
    await service.ended(job);
    expect(await service.stdout(job)).toBe('uploaded');
    expect(await client.output('rm', 'area/up.txt')).toBe('Success\n');
    expect(await client.output('ls', 'area')).toBe('');

    await client.output('kv', 'set', 'a/one', '1');
    await client.output('kv', 'set', 'a/file', 'up.txt');
    expect(await client.output('kv', 'get', 'a/file')).toBe('uploaded\n');
    expect(await client.output('kv', 'list', 'a')).toBe('/a/file\n/a/one\n');
    await client.output('kv', 'delete', 'a/one');
    await client.output('kv', 'delete', '--prefix', 'a/');
    expect(await client.output('kv', 'list')).toBe('');
    expect(await client.cli(['kv', 'get', 'a/one'])).toMatchObject({ code: 1, out: 'Error: No such key\n' });
  });

  it('shows the machine and what was used', async () => {
    expect(await client.output('resources')).toMatch(/\n4 {5}8 {9}\d.* local\n/);
    const day = new Date().toISOString().slice(0, 10);
    const usage = await client.output('usage', '--all', '2020-01-01', day);
    expect(usage).toMatch(/^\S+\n +Number of jobs +\d+\n +CPU time \(CPU hours\) +\d+\n/);
    expect(await client.output('usage', '--group', '2020-01-01', day)).toBe('');
    expect(await client.cli(['usage', 'monday', day])).toMatchObject({ code: 1 });
  });

  it('is used whole, but for what can not work', async () => {
    expect(await client.output('--version')).toBe('prominence 0.21.0\n');
    const commands = /\{([\w,]+)\}/.exec(await client.output('--help'))![1]!.split(',');
    expect(commands.filter(command => !client.used.has(command))).toEqual(Object.keys(cannotWork));
  });
});
