import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestService } from './support.ts';

describe('a submission', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({ cpus: 2, memory: 4, containers: { engine: 'none' } });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const refusal = async (job: object): Promise<string> => {
    const answer = await service.request('POST', '/jobs', {
      tasks: [{ cmd: 'true' }],
      resources: { cpus: 1 },
      ...job,
    });
    expect(answer.status).toBe(400);
    return answer.body.error;
  };

  it.each([
    [{ tasks: [{ cmd: 3 }] }, 'tasks[0].cmd: got 3, must be text'],
    [{ tasks: 'x' }, 'tasks: got "x", must be a list'],
    [{ tasks: [] }, 'tasks: got [], needs at least one task that is not a sidecar'],
    [{ tasks: undefined }, 'tasks: is missing, must be a list'],
    [{ resources: { cpus: 1.5 } }, 'resources.cpus: got 1.5, must be a whole number'],
    [{ resources: { cpus: 0 } }, 'resources.cpus: got 0, must be at least 1'],
    [{ resources: { cpu: 1 } }, 'resources: "cpu" is unknown, may hold cpus,'],
    [{ tasks: [{ cmd: 'x', kind: 1 }] }, 'tasks[0]: "kind" is unknown, may hold image,'],
    [{ tasks: [{ cmd: 'x', type: 'mpi' }] }, 'tasks[0].type: got "mpi", must be one of "basic", "sidecar"'],
    [
      { tasks: [{ cmd: 'x', env: { A: [] } }] },
      'tasks[0].env.A: got [], must be text or a number or true or false',
    ],
    [{ tasks: [{ cmd: 'x', env: { 'A-B': 'x' } }] }, 'tasks[0].env: got the name "A-B"'],
    [{ tasks: [{ cmd: 'mpirun x', type: 'openmpi' }] }, 'tasks[0].cmd: begins with mpirun'],
    [
      { tasks: [{ cmd: 'x', type: 'mpich', procsPerNode: 2 }] },
      'tasks[0].procsPerNode: got 2, must be at most 1',
    ],
    [{ tasks: [{ cmd: 'x', app: 'y' }] }, 'tasks[0].app: Singularity apps need'],
    [{ tasks: [{}] }, 'tasks[0].cmd: is missing'],
    [{ tasks: [{ cmd: `echo "it's` }] }, 'tasks[0].cmd: has an unclosed " at character 6'],
    [{ tasks: [{ cmd: 'a\0b' }] }, 'tasks[0]: cmd holds a NUL character'],
    [{ labels: { k: 'a b' } }, 'labels.k: got "a b", may hold letters, digits and _ - . /'],
    [
      { outputFiles: ['../../etc/passwd'] },
      'outputFiles[0]: got "../../etc/passwd", must be a path inside the job folder',
    ],
    [{ inputs: [{ filename: '..', content: '' }] }, 'inputs[0].filename: got ".."'],
    [{ inputs: [{ filename: 'x', content: '?' }] }, 'inputs[0].content: got "?", must be base64 text'],
    [
      { artifacts: [{ url: 'x', mountpoint: 'y' }] },
      'artifacts[0].mountpoint: got "y", must be "dir:/absolute/path"',
    ],
    [{ resources: { cpus: 3 } }, 'resources.cpus: got 3, and this service has 2 CPUs'],
    [{ resources: { cpus: 1, memory: 4.5 } }, 'resources.memory: got 4.5, and this service has 4.0 GB'],
    [
      { tasks: [{ cmd: 'x', type: 'openmpi', procsPerNode: 2 }] },
      'tasks[0].procsPerNode: got 2, must be at most 1, the CPUs of the job',
    ],
    [{ resources: { cpus: 1, nodes: 2 } }, 'resources.nodes: got 2, and this service has one node'],
    [
      { tasks: [{ image: 'lammps/lammps', cmd: 'x' }] },
      'tasks[0].image: no container engine is there to run "lammps/lammps". Install',
    ],
    [{ tasks: [{ image: 'constructor', cmd: 'x' }] }, 'no container engine is there'],
  ])('%j is refused', async (job, words) => {
    expect(await refusal(job)).toContain(words);
  });

  it('may leave out what has a default, and may give fractions', async () => {
    const id = await service.submit({
      tasks: [{ cmd: 'true' }],
      resources: { memoryPerCpu: 0.5, cpusRange: [1, 64] },
    });
    expect(await service.ended(id)).toMatchObject({
      status: 'completed',
      name: '',
      execution: { provisionedResources: { cpus: 1, memory: 0.5, disk: 10, nodes: 1 } },
    });
  });

  it('fails with a reason when there is no room for its folder', async () => {
    // A file stands where the folder should be: that stops root too.
    const last = await service.submit({ tasks: [{ cmd: 'true' }] });
    await service.ended(last);
    await writeFile(join(service.home, 'jobs', String(last + 1)), '');
    const id = await service.submit({ tasks: [{ cmd: 'true' }] });
    expect(await service.ended(id)).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^The job could not be prepared in .*: E/),
    });
  });
});

describe('the settings', () => {
  it('name images that stand for programs of this machine, from the next submission on', async () => {
    await using service = await TestService.start();
    const bin = join(service.home, 'bin');
    await mkdir(bin);
    await writeFile(
      join(bin, 'solver'),
      '#!/bin/sh\necho solved in $MODE with $LD_LIBRARY_PATH$DYLD_LIBRARY_PATH',
    );
    await chmod(join(bin, 'solver'), 0o755);
    await service.writeSettings({
      containers: { engine: 'none' },
      images: { 'my/solver': { path: [bin], libraryPath: ['/opt/lib'], env: { MODE: 'demo' } } },
    });
    const id = await service.submit({ tasks: [{ image: 'my/solver', cmd: 'solver' }] });
    const job = await service.ended(id);
    expect(await service.stdout(id)).toMatch(/^solved in demo with \/opt\/lib/);
    expect(job).toMatchObject({
      tasks: [{ image: 'my/solver' }],
      execution: { tasks: [{ where: 'my/solver (alias on this machine)' }] },
    });
    const misspelt = { tasks: [{ image: 'my/sovler', cmd: 'solver' }], resources: { cpus: 1 } };
    const answer = await service.request('POST', '/jobs', misspelt);
    expect(answer.body.error).toContain('run "my/sovler", and there are aliases only for my/solver. Install');
  });

  it('are said to be wrong to who submits, with file and field; queued jobs go on', async () => {
    await using service = await TestService.start();
    const attempt = async (text: string) => {
      await service.writeSettings(text);
      const answer = await service.request('POST', '/jobs', { tasks: [{ cmd: 'true' }], resources: {} });
      expect(answer.status).toBe(400);
      return answer.body.error;
    };
    expect(await attempt('{"cpus": "two"}')).toMatch(
      /settings\.json can't be used: cpus: got "two", must be a number/,
    );
    expect(await attempt('{"image": {}}')).toContain(
      '"image" is unknown, may hold cpus, memory, containers, keep, store, s3, images',
    );
    expect(await attempt('{')).toContain('it is not JSON');
    await service.kill('SIGTERM');
    await service.restart();
    expect(await attempt('[]')).toContain(
      "settings.json can't be used: the document: got [], must be an object",
    );
    await service.writeSettings({});
    expect((await service.ended(await service.submitCommands('true'))).status).toBe('completed');
  });
});
