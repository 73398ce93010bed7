import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import {
  Dependency,
  Job,
  type JobOptions,
  jobs,
  ParameterSet,
  ParameterSweep,
  Repeat,
  sh,
  Workflow,
  WorkflowFailedError,
  type WorkflowOptions,
  workflows,
  Zip,
} from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { TestHome } from '../../support/service.ts';

let home: TestHome;
let port: RecordingPort;

beforeAll(async () => {
  home = await TestHome.make();
});
afterAll(() => home.dispose());
beforeEach(() => {
  port = RecordingPort.register();
});

const script = (name: string, command = 'true'): JobOptions => ({
  name,
  tasks: [{ image: 'host', command }],
});
/** A workflow whose job ends when the file is written. */
const waiting = (name: string) => {
  const gate = join(home.folder, `gate-${name}`);
  const command = sh`while [ ! -e ${gate} ]; do sleep 0.02; done`;
  return { workflow: new Workflow({ name, jobs: [script('a', command)] }), open: () => writeFile(gate, '') };
};

describe('Workflow.toJSON', () => {
  it('writes what the Python client writes, but where servers refuse that', () => {
    const point = new Job(script('point'));
    const collect = new Job(script('collect'));
    const workflow = new Workflow();
    workflow.name = 'scan';
    workflow.jobs.push(point, collect);
    workflow.dependencies.push(new Dependency(point, collect), { parent: 'point', children: ['late'] });
    const range = new ParameterSet('a', { start: 1, end: 2, step: 1 });
    workflow.factories.push(
      new ParameterSweep({ name: 'grid', jobs: [point], parameters: [range] }),
      new Zip({ name: 'pairs', jobs: ['point'], parameters: [new ParameterSet('v', [1, 'x'])] }),
      new Repeat({ name: 'again', jobs: [point], number: 3 }),
    );
    expect(JSON.parse(JSON.stringify(workflow))).toEqual({
      name: 'scan',
      jobs: [point.toJSON(), collect.toJSON()],
      dependencies: { point: ['collect', 'late'] },
      factories: [
        {
          name: 'grid',
          type: 'parameterSweep',
          jobs: ['point'],
          parameters: [{ name: 'a', start: 1, end: 2, step: 1 }],
        },
        { name: 'pairs', type: 'zip', jobs: ['point'], parameters: [{ name: 'v', values: [1, 'x'] }] },
        { name: 'again', type: 'repeat', jobs: ['point'], number: 3 },
      ],
    });
  });

  it('is the same for classes and for plain objects', () => {
    const jobs = [script('point'), script('collect')];
    const values = [0.5, 1];
    const plain = new Workflow({
      name: 'scan',
      jobs,
      dependencies: { point: ['collect'] },
      factories: [{ type: 'zip', jobs: ['point'], parameters: [{ name: 'a', values }] }],
      policies: { maximumRetries: 2 },
    });
    const [point, collect] = jobs.map(job => new Job(job)) as [Job, Job];
    const classes = new Workflow({
      name: 'scan',
      jobs: [point, collect],
      dependencies: [new Dependency(point, [collect])],
      factories: [new Zip({ jobs: [point], parameters: [new ParameterSet('a', values)] })],
      policies: { maximumRetries: 2 },
    });
    expect(plain.toJSON()).toEqual(classes.toJSON());
  });
});

describe('the check before a workflow is sent', () => {
  const jobs = [script('a', 'echo $x'), script('b')];
  const zip = (parameters: object[]) => ({ jobs, factories: [{ type: 'zip', jobs: ['a'], parameters }] });
  const x = { name: 'x', values: [1, 2] };
  const wrong: [what: string, options: unknown, message: string][] = [
    ['no jobs', {}, 'jobs is []: it may not be empty'],
    ['a job without a name', { jobs: [script('')] }, 'jobs[0].name is missing'],
    [
      'two jobs of one name',
      { jobs: [script('a'), script('a')] },
      "jobs[1].name is 'a', as that of another job",
    ],
    [
      'a part of a job',
      { jobs: [{ ...script('a'), resources: { cpus: 0 } }] },
      'jobs[0].resources.cpus is 0',
    ],
    ['a task that is misspelt', { jobs: [{ name: 'a', tasks: [{ comand: 'x' }] }] }, 'did you mean command?'],
    [
      'an unknown parent',
      { jobs: [script('a')], dependencies: { c: ['a'] } },
      "names 'c', which is no job of this workflow",
    ],
    [
      'a circle',
      { jobs: [script('a'), script('b')], dependencies: { a: ['b'], b: ['a'] } },
      'a, b wait for each other',
    ],
    [
      'an unknown factory',
      { jobs, factories: [{ type: 'loop', jobs: ['a'] }] },
      'expected one of "parameterSweep", "zip", "repeat"',
    ],
    [
      "a factory's job",
      { jobs, factories: [{ type: 'repeat', jobs: ['c'], number: 1 }] },
      "factories[0].jobs names 'c'",
    ],
    [
      'no repeats',
      { jobs, factories: [{ type: 'repeat', jobs: ['b'], number: 0 }] },
      'factories[0].number is 0',
    ],
    ['uneven lists', zip([x, { name: 'y', values: [1] }]), 'has lists of 2, 1 values'],
    ['a parameter twice', zip([x, x]), "has 'x' twice"],
    ['a misspelt part of a parameter', zip([{ name: 'x', value: [1] }]), 'did you mean values?'],
    [
      'a name that no factory gives',
      zip([{ name: 'y', values: [1] }]),
      'jobs[0].tasks[0].command has an unquoted $x',
    ],
    [
      'a name that is nearly one',
      zip([{ name: 'xx', values: [1] }]),
      'has an unquoted $x at character 6 of "echo $x". Did you mean $xx?',
    ],
    [
      'a value that would break the quotes of a command',
      zip([{ name: 'x', values: ['fine', "it's"] }]),
      "factories[0].parameters[0].values has \"it's\", whose quote or backslash would break the command of the job 'a'",
    ],
    [
      'a step of nothing',
      {
        jobs,
        factories: [
          { type: 'parameterSweep', jobs: ['a'], parameters: [{ name: 'x', start: 0, end: 1, step: 0 }] },
        ],
      },
      'factories[0].parameters[0].step is 0',
    ],
    [
      'retries',
      { jobs: [script('a')], policies: { maximumRetries: 11 } },
      'policies.maximumRetries is 11: it may be 10 at most',
    ],
    ['an unknown policy', { jobs: [script('a')], policies: { retries: 1 } }, 'did you mean maximumRetries'],
    ['a job that was not awaited', { jobs: [Promise.resolve()] }, 'jobs[0] is Promise'],
  ];
  it.each(wrong)('names the field for %s', async (_, options, message) => {
    await expect(async () => new Workflow(options as WorkflowOptions).create()).rejects.toThrow(message);
  });

  it('names a part that does not exist', () => {
    expect(() => new Workflow({ job: [] } as WorkflowOptions)).toThrow('job is no part of a workflow');
  });
});

describe('run', () => {
  it('runs a factory and what depends on it, with one card', async () => {
    const workflow = await new Workflow({
      name: 'scan',
      jobs: [
        { ...script('point', sh`echo "x = $x" | tee out-$x.txt`), outputFiles: ['out-$x.txt'] },
        script('collect', 'echo done'),
      ],
      factories: [
        new ParameterSweep({
          jobs: ['point'],
          parameters: [new ParameterSet('x', { start: 0, end: 1, step: 0.5 })],
        }),
      ],
      dependencies: { point: ['collect'] },
    }).run();
    expect(workflow).toMatchObject({ state: 'completed', succeeded: true, progress: { total: 4, done: 4 } });
    const points = await workflow.listJobs('point');
    expect(points.map(job => job.parameters)).toEqual([{ x: 0 }, { x: 0.5 }, { x: 1 }]);
    expect(await (await workflow.job('point', 1)).number(/x = (\S+)/)).toBe(0.5);
    expect((await jobs.list({ workflow: workflow.id, status: 'all' })).map(job => job.name)).toEqual([
      'scan/point/0',
      'scan/point/1',
      'scan/point/2',
      'scan/collect',
    ]);
    const folder = join(home.folder, 'results');
    const paths = ['point-x=0/out-0.txt', 'point-x=0.5/out-0.5.txt', 'point-x=1/out-1.txt'];
    expect(await workflow.download(folder)).toEqual(paths.map(path => join(folder, path)));
    expect(await readFile(join(folder, paths[1]!), 'utf8')).toBe('x = 0.5\n');
    await expect(workflow.job('point', 3)).rejects.toThrow("job 'scan/point/3' is not there");
    expect(port.displays.size).toBe(1);
    expect(port.texts[0]).toMatch(
      /^completed scan · workflow \d+ · 4 jobs · .*\npoint: 3 of 3; collect: done$/,
    );
    expect([...port.displays.values()][0]!['text/html']).toContain('<svg');
  });

  it('gives a shell any text by the environment', async () => {
    const values = ["it's", 'a "b" $c'];
    const workflow = await new Workflow({
      name: 'texts',
      jobs: [script('a', sh`printf '%s|' "$PROMINENCE_PARAMETER_t"`)],
      factories: [new Zip({ jobs: ['a'], parameters: [new ParameterSet('t', values)] })],
    }).run();
    const printed = await Promise.all((await workflow.listJobs()).map(job => job.stdout()));
    expect(printed).toEqual(values.map(value => `${value}|`));
  });

  it('rejects with the names of the jobs that failed, and what the first one said', async () => {
    const workflow = new Workflow({
      name: 'bad',
      jobs: [script('a'), script('b', sh`echo 'what went wrong' >&2; exit 3`), script('c')],
      dependencies: { a: ['b'], b: ['c'] },
    });
    const error = (await workflow.run().catch((e: unknown) => e)) as WorkflowFailedError;
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(error).toMatchObject({ code: 'workflow-failed', workflowId: workflow.id, state: 'failed' });
    expect(error.jobs).toEqual([{ id: expect.any(Number), name: 'bad/b', outcome: 'exit 3' }]);
    expect(error.message).toMatch(
      /1 of 3 jobs did not succeed: bad\/b \(job \d+, exit 3\).*what went wrong/s,
    );
    expect(port.texts[0]).toMatch(/^failed bad .* 1 failed/);
    expect(port.texts[0]).toContain('bad/b exit 3: what went wrong');
    await expect(workflow.run({ check: false })).resolves.toMatchObject({ succeeded: false });
  });

  it('called again shows what succeeded, and with fresh runs it again', async () => {
    const workflow = await new Workflow({ name: 'once', jobs: [script('a')] }).run();
    const { id } = workflow;
    expect((await workflow.run()).id).toBe(id);
    expect(port.texts[1]).toMatch(/^reused once/);
    expect((await workflow.run({ fresh: true })).id).not.toBe(id);
  });

  it('is one workflow when it is run twice at the same moment', async () => {
    const all = await Promise.all(
      [1, 2, 3].map(() => new Workflow({ name: 'twice', jobs: [script('a', 'echo twice')] }).run()),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  });

  it('of the same content is run once, by whatever name, and a failed one or a rerun is not used', async () => {
    const mended = join(home.folder, 'mended once');
    const make = (name: string) =>
      new Workflow({
        name,
        jobs: [script('good', 'echo good'), script('bad', sh`cat > /dev/null < ${mended}`)],
      });
    const failed = await make('first').run({ check: false });
    await writeFile(mended, '');
    expect((await (await failed.rerun()).wait()).succeeded).toBe(true);
    const whole = await make('first').run();
    expect(whole.id).toBeGreaterThan(failed.id! + 1);
    const again = await make('second').run();
    expect(again.id).toBe(whole.id);
    expect((await again.job('good')).state).toBe('completed');
    expect(port.texts.at(-1)).toMatch(/^reused/);
    expect((await workflows.get(again.id!)).labels).toEqual({});
    const other = new Workflow({ name: 'second', jobs: [script('good', 'echo good')] });
    expect((await other.run()).id).not.toBe(whole.id);
  });

  it('detaches when the cell is interrupted, and the workflow goes on', async () => {
    const { workflow, open } = waiting('kept');
    const run = workflow.run();
    await port.shows(/^running/);
    port.interrupt();
    await expect(run).rejects.toMatchObject({
      code: 'detached',
      message: expect.stringContaining('workflows.get'),
    });
    expect(port.texts[0]).toMatch(/^detached kept/);
    port.nextCell();
    const again = await workflows.get(workflow.id!);
    expect((await again[jupyterDisplay]())['text/plain']).toMatch(/^running kept/);
    await open();
    expect((await again.wait()).succeeded).toBe(true);
  });
});

describe('a workflow that the service has', () => {
  it('is found by id and in lists, as it was submitted', async () => {
    const workflow = await new Workflow({
      name: 'found',
      labels: { study: 'w1' },
      jobs: [{ ...script('a', 'echo $v'), outputFiles: ['f'] }, script('b')],
      dependencies: { a: ['b'] },
      factories: [
        new Repeat({ jobs: ['b'], number: 2 }),
        new Zip({ jobs: ['a'], parameters: [new ParameterSet('v', [1])] }),
      ],
      policies: { maximumRetries: 1 },
    }).create();
    const found = await workflows.get(workflow.id!);
    expect(found.toJSON()).toEqual(workflow.toJSON());
    expect(inspect(found)).toMatch(/^Workflow \d+ found \(\w+\)$/);
    await workflow.wait();
    expect((await workflows.list({ status: 'all', label: { study: 'w1' } })).map(each => each.id)).toEqual([
      workflow.id,
    ]);
    expect((await workflows.list({ status: 'completed', num: 1 }))[0]?.id).toBe(workflow.id);
    await expect(workflows.get(9999)).rejects.toMatchObject({ code: 'unknown-workflow' });
  });

  it('is run again where it failed, cloned, and cancelled', async () => {
    const mended = join(home.folder, 'mended');
    const workflow = new Workflow({
      name: 'mend',
      jobs: [script('good'), script('bad', sh`test -e ${mended}`)],
    });
    await workflow.run({ check: false });
    await writeFile(mended, '');
    const rerun = await workflow.rerun();
    expect(rerun.id).not.toBe(workflow.id);
    expect((await rerun.wait()).succeeded).toBe(true);
    expect((await rerun.listJobs()).map(job => job.name)).toEqual(['mend/bad']);
    expect((await (await workflow.clone()).wait()).progress).toMatchObject({ total: 2, done: 2 });

    const { workflow: long } = waiting('long');
    await long.create();
    await long.cancel();
    expect(long.state).toBe('deleted');
    await long.delete();
  });

  it('is not waited for longer than asked', async () => {
    const { workflow, open } = waiting('slow');
    await workflow.create();
    await expect(workflow.wait({ timeout: 0.1 })).rejects.toMatchObject({ code: 'wait-timeout' });
    await open();
    await workflow.wait();
    await expect(new Workflow().wait()).rejects.toMatchObject({ code: 'not-submitted' });
  });
});
