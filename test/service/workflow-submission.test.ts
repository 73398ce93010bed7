import { TestService } from './support.ts';
import { jobTemplate } from './workflow-support.ts';

describe('a workflow that is submitted', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ cpus: 1, containers: { engine: 'none' } });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const [a, b, c] = ['a', 'b', 'c'].map(name => jobTemplate(name, 'true'));
  const zip = (...parameters: object[]) => [{ name: 'z', type: 'zip', jobs: ['a'], parameters }];
  const sweep = (...parameters: object[]) => [{ name: 's', type: 'parameterSweep', jobs: ['a'], parameters }];

  it.each([
    [{ jobs: undefined }, 'jobs: is missing, must be a list'],
    [{ jobs: [] }, 'jobs: got [], must be at least 1 items long'],
    [{ jobs: [{ ...a, name: undefined }] }, 'jobs[0].name: is missing. Each job of a workflow needs a name'],
    [{ jobs: [a, b, a] }, 'jobs[2].name: got "a", which jobs[0] has too'],
    [{ jobs: [a, { ...b, tasks: [{ cmd: 3 }] }] }, 'jobs[1].tasks[0].cmd: got 3, must be text'],
    [{ jobs: [{ ...a, tasks: [{ cmd: '"' }] }] }, 'jobs[0].tasks[0].cmd: has an unclosed "'],
    [{ jobs: [{ ...a, resources: { cpus: 2 } }] }, 'jobs[0].resources.cpus: got 2, and this service has 1'],
    [
      { jobs: [{ ...a, tasks: [{ image: 'x/y', cmd: 'z' }] }] },
      'jobs[0].tasks[0].image: no container engine',
    ],
    [{ jobs: [{ ...a, artifacts: [{ url: 'none' }] }] }, 'jobs[0].artifacts[0].url: there is no uploaded'],
    [{ storage: {} }, '"storage" is unknown, may hold name, labels, jobs, dependencies, factories'],
    [{ name: 'a;b' }, 'name: got "a;b", may hold letters'],
    [{ policies: { maximumRetries: 11 } }, 'policies.maximumRetries: got 11, must be at most 10'],
    [{ dependencies: { x: ['a'] } }, 'dependencies: there is no job "x" in this workflow, may name a, b, c'],
    [{ dependencies: { a: ['B'] } }, 'dependencies.a: there is no job "B"'],
    [{ dependencies: { a: ['a'] } }, 'dependencies: a -> a is a cycle'],
    [{ dependencies: { a: ['b'], b: ['c'], c: ['b'] } }, 'dependencies: b -> c -> b is a cycle'],
    [{ dependencies: ['a'] }, 'dependencies: got ["a"], must be an object'],
    [
      { factories: [{ name: 'f', type: 'repeat', jobs: ['x'], number: 1 }] },
      'factories[0].jobs: there is no job "x"',
    ],
    [{ factories: [{ name: 'f', type: 'repeat', jobs: ['a'] }] }, 'factories[0].number: is missing, must be'],
    [
      { factories: [{ name: 'f', type: 'repeat', jobs: ['a'], number: 0 }] },
      'factories[0].number: got 0, must be',
    ],
    [
      { factories: [{ name: 'f', type: 'loop', jobs: ['a'] }] },
      'factories[0].type: got "loop", must be one of',
    ],
    [{ factories: zip({ name: 'x', values: [] }) }, 'factories[0].parameters[0].values: got [], must be'],
    [
      { factories: zip({ name: 'x', values: [1, 2] }, { name: 'y', values: [1] }) },
      'factories[0].parameters: have 2, 1 values. All lists of a zip must be equally long',
    ],
    [
      { factories: zip({ name: 'x', values: [1] }, { name: 'x', values: [1] }) },
      'factories[0].parameters: has "x" twice',
    ],
    [{ factories: zip({ name: 'a-b', values: [1] }) }, 'parameters[0].name: got "a-b", may hold letters'],
    [
      { factories: sweep({ name: 'x', start: 0, end: 1 }) },
      'parameters[0].step: got nothing, must be a number',
    ],
    [
      { factories: sweep({ name: 'x', start: 0, end: 1, step: 0 }) },
      'parameters[0].step: got 0, must be more than 0',
    ],
    [
      { factories: sweep({ name: 'x', start: 2, end: 1, step: 1 }) },
      'parameters[0].end: got 1, must be at least start',
    ],
    [
      { factories: sweep({ name: 'x', start: 0, end: 1, step: 1e-9 }) },
      'The workflow stands for 1000000003 jobs, and may for 100000 at most. Use larger steps',
    ],
    [
      { factories: sweep(...['p', 'q', 'r', 's', 't'].map(name => ({ name, start: 0, end: 1, step: 1 }))) },
      'at most 4',
    ],
    [
      { factories: zip({ name: 'x', values: ['ok', "it's"] }), jobs: [jobTemplate('a', 'echo $x'), b, c] },
      'jobs[0].tasks[0].cmd: has an unclosed',
    ],
    [
      {
        factories: zip({ name: 'x', values: ['ok', '../../x'] }),
        jobs: [{ ...a, outputFiles: ['o/$x'] }, b, c],
      },
      'jobs[0].outputFiles[0]: got "o/../../x", must be a path inside the job folder',
    ],
    [
      {
        factories: sweep({ name: 'x', start: 1, end: 2, step: 1 }),
        jobs: [{ ...a, artifacts: [{ url: 'mesh_$x' }] }, b, c],
      },
      'jobs[0].artifacts[0].url: there is no uploaded object "mesh_1"',
    ],
  ])('%j is refused', async (change, words) => {
    const answer = await service.request('POST', '/workflows', { name: 'w', jobs: [a, b, c], ...change });
    expect(answer.body.error).toContain(words);
    expect(answer.status).toBe(400);
  });

  it('may have the misspelt policy of the Python client in its jobs', async () => {
    const job = { ...a, policies: { ignoreTaskTailures: true } };
    const answer = await service.request('POST', '/workflows', { name: 'w', jobs: [job] });
    expect(answer.status).toBe(201);
    const [read] = (await service.request('GET', `/workflows/${answer.body.id}`)).body;
    expect(read.jobs[0].policies).toEqual({ ignoreTaskFailures: true });
  });

  it('refuses a cycle of thousands of jobs', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `j${index}`);
    const answer = await service.request('POST', '/workflows', {
      name: 'ring',
      jobs: names.map(name => jobTemplate(name, 'true')),
      dependencies: Object.fromEntries(
        names.map((name, index) => [name, [names[(index + 1) % names.length]]]),
      ),
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain('j4999 -> j0 is a cycle');
  });
});
