import { parameterText } from '../../dist/lib/model/parameters.js';
import { factorySize, parametersOf } from '../../dist/service/workflows/factories.js';
import { TestService } from './support.ts';
import { endedWorkflow, jobsOf, jobTemplate, submitWorkflow } from './workflow-support.ts';

const sweep = (...parameters: object[]) =>
  ({ name: 's', type: 'parameterSweep', jobs: ['j'], parameters }) as never;

/** All that a factory makes, with the values as commands show them. */
function texts(factory: never): string[] {
  const at = parametersOf(factory);
  return Array.from({ length: factorySize(factory) }, (_, index) =>
    Object.values(at(index) ?? {})
      .map(parameterText)
      .join(' '),
  );
}

describe('a parameter sweep', () => {
  it.each([
    [1, 3, 1, '1 2 3'],
    [1, 3.9, 1, '1 2 3'],
    [5, 5, 1, '5'],
    [0.1, 0.5, 0.1, '0.1 0.2 0.3 0.4 0.5'],
    [-1, 1, 0.5, '-1 -0.5 0 0.5 1'],
    [-0.3, 0.3, 0.1, '-0.3 -0.2 -0.1 0 0.1 0.2 0.3'],
    [1e-6, 3e-6, 1e-6, '1e-06 2e-06 3e-06'],
    [0.7, 2.1, 0.7, '0.7 1.4 2.1'],
    [1e15, 1e15 + 2, 1, '1000000000000000 1000000000000001 1000000000000002'],
    [0, 1, 0.3333333333333333, '0 0.3333333333333333 0.6666666666666666 1'],
  ])('from %d to %d by %d is %s', (start, end, step, wanted) => {
    expect(texts(sweep({ name: 'x', start, end, step }))).toEqual(wanted.split(' '));
  });

  it('includes the end whatever the rounding, for a thousand steps', () => {
    for (const step of [0.1, 0.01, 0.003, 0.7, 1.1]) {
      const end = Number((1000 * step).toFixed(6));
      const factory = sweep({ name: 'x', start: 0, end, step });
      expect([step, factorySize(factory)]).toEqual([step, 1001]);
      expect(parametersOf(factory)(1000)).toEqual({ x: end });
    }
  });

  it('goes through all combinations, the first parameter slowest; a parameter may be a list', () => {
    const a = { name: 'a', start: 1, end: 2, step: 1 };
    const b = { name: 'b', values: ['x', 'y'] };
    const c = { name: 'c', start: 0, end: 0.5, step: 0.5 };
    expect(texts(sweep(a, b, c))).toEqual([
      '1 x 0',
      '1 x 0.5',
      '1 y 0',
      '1 y 0.5',
      '2 x 0',
      '2 x 0.5',
      '2 y 0',
      '2 y 0.5',
    ]);
  });
});

describe('the jobs of a factory', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ cpus: 4 });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it('have their parameters in commands, environment, names of files and outputs', async () => {
    const name = `r_\${x}_$tag.txt`;
    await upload('in_-1.5.txt', 'minus');
    await upload('in_2.txt', 'plus');
    const id = await submitWorkflow(service, {
      name: 'fill',
      jobs: [
        {
          name: 'point',
          tasks: [
            {
              cmd: `/bin/sh -c 'echo $x \${x}y $xy $tag $HOME $LEVEL $PROMINENCE_PARAMETER_x; cat in_$x.txt "deck_$tag"; echo $x > "r_\${x}_$tag.txt"; mkdir d_$x'`,
              env: { LEVEL: 'l$x', N: 3 },
            },
          ],
          resources: { cpus: 1, memory: 0.1 },
          inputs: [{ filename: 'deck_$tag', content: Buffer.from('deck').toString('base64') }],
          artifacts: [{ url: 'in_$x.txt' }],
          outputFiles: [name],
          outputDirs: ['d_$x'],
        },
      ],
      factories: [
        {
          name: 'z',
          type: 'zip',
          jobs: ['point'],
          parameters: [
            { name: 'x', values: [-1.5, 2.0] },
            { name: 'tag', values: ['a b', true] },
          ],
        },
      ],
    });
    await endedWorkflow(service, id);
    const jobs = await jobsOf(service, id);
    expect(jobs).toMatchObject([
      { name: 'fill/point/0', status: 'completed', parameters: { x: -1.5, tag: 'a b' } },
      { name: 'fill/point/1', status: 'completed', parameters: { x: 2, tag: 1 } },
    ]);
    const said = (index: number) => service.request('GET', `/workflows/${id}/point/${index}/stdout`);
    expect((await said(0)).body).toMatch(/^-1\.5 -1\.5y a b \/\S+ l-1\.5 -1\.5\n/);
    expect((await said(1)).body).toMatch(/^2 2y 1 \/\S+ l2 2\nplusdeck$/);
    const second = await service.read(jobs[1]!.id);
    // As PROMINENCE: the name as it was submitted, the file under its own.
    expect(second.outputFiles).toMatchObject([{ name, size: 2 }]);
    expect(second.outputFiles![0]!.url).toContain('/r_2_1.txt?');
    expect(second.outputDirs![0]!.url).toContain('/d_2.tgz?');
    expect(await (await fetch(second.outputFiles![0]!.url)).text()).toBe('2\n');
    expect(second.tasks[0]!.cmd).toContain('$x');
  });

  it('of a repeat are the same, and the Python client may say num for number', async () => {
    for (const field of ['number', 'num']) {
      const id = await submitWorkflow(service, {
        name: 'again',
        jobs: [jobTemplate('one', 'echo $PROMINENCE_JOB_ID')],
        factories: [{ name: null, type: 'repeat', jobs: ['one'], [field]: 3 }],
      });
      expect((await endedWorkflow(service, id)).progress).toMatchObject({ total: 3, done: 3 });
      const jobs = await jobsOf(service, id);
      expect(jobs.map(job => job.name)).toEqual(['again/one/0', 'again/one/1', 'again/one/2']);
      expect(jobs[0]!.parameters).toBeUndefined();
      expect(await service.stdout(jobs[2]!.id)).toBe(`${jobs[2]!.id}\n`);
    }
  });

  it('keep their parameters when one of them is cloned', async () => {
    const id = await submitWorkflow(service, {
      name: 'src',
      jobs: [jobTemplate('one', 'echo $v')],
      factories: [
        { name: 'z', type: 'zip', jobs: ['one'], parameters: [{ name: 'v', values: ['first', 'second'] }] },
      ],
    });
    await endedWorkflow(service, id);
    const jobs = await jobsOf(service, id);
    const clone = await service.request('PUT', `/jobs/${jobs[1]!.id}/clone`);
    expect(clone.status).toBe(201);
    const ended = await service.ended(clone.body.id);
    expect(ended).toMatchObject({ name: 'one', parameters: { v: 'second' } });
    expect(await service.stdout(clone.body.id)).toBe('second\n');
  });

  async function upload(name: string, text: string): Promise<void> {
    const { body } = await service.request('POST', '/data/upload', { filename: name, checksum: null });
    expect((await fetch(body.url, { method: 'PUT', body: text })).ok).toBe(true);
  }
});
