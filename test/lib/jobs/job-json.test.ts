import { checkedJob } from '../../../dist/lib/jobs/check/check-job.js';
import { Job } from '../../../dist/lib/jobs/job.js';
import type { JobOptions } from '../../../dist/lib/jobs/job-options.js';
import { Artifact } from '../../../dist/lib/jobs/parts/artifact.js';
import { InputFile } from '../../../dist/lib/jobs/parts/input-file.js';
import { Resources } from '../../../dist/lib/jobs/parts/resources.js';
import { Task } from '../../../dist/lib/jobs/parts/task.js';

const ours = {
  service: 'tunebook',
  version: '0',
  events: true,
  fractions: true,
  checksums: true,
  exec: true,
};
const stock = {
  service: 'prominence',
  version: '',
  events: false,
  fractions: false,
  checksums: false,
  exec: false,
};
const check = (options: JobOptions, capabilities = ours) =>
  checkedJob(new Job(options).toJSON(), capabilities);

describe('Job.toJSON', () => {
  it('writes what the Python client writes', () => {
    const task = new Task();
    task.image = 'app.sif';
    task.command = 'solve in.txt';
    task.workdir = 'case';
    task.env = { N: '2' };
    const job = new Job();
    job.name = 'point';
    job.tasks.push(task);
    job.inputFiles.push(new InputFile('in.txt', 'n=200\n'));
    job.artifacts.push(new Artifact('mesh.tgz', { mountPoint: '/data' }));
    job.outputFiles.push('out.csv');
    job.outputDirectories.push('plots');
    job.labels['study'] = 's1';
    job.policies.maximumTaskRetries = 1;
    job.notifications.push({ event: 'jobFinished', type: 'email' });
    // PROMINENCE's own client 0.21.0 sends this.
    expect(JSON.parse(JSON.stringify(job))).toEqual({
      tasks: [
        { image: 'app.sif', cmd: 'solve in.txt', runtime: 'singularity', workdir: 'case', env: { N: '2' } },
      ],
      resources: { cpus: 1, disk: 10, nodes: 1, memory: 1 },
      artifacts: [{ url: 'mesh.tgz', mountpoint: 'mesh:/data' }],
      outputFiles: ['out.csv'],
      outputDirs: ['plots'],
      inputs: [{ filename: 'in.txt', content: 'bj0yMDAK' }],
      policies: { maximumTaskRetries: 1 },
      notifications: [{ event: 'jobFinished', type: 'email' }],
      name: 'point',
      labels: { study: 's1' },
    });
    expect(check(job)).toBeDefined();
  });

  it('leaves out cpus beside a range and memory beside memoryPerCpu, which servers refuse together', () => {
    const job = new Job({ resources: { cpusRange: [1, 4], memoryPerCpu: 2 } });
    expect(job.toJSON()['resources']).toEqual({ cpusRange: [1, 4], memoryPerCpu: 2, disk: 10, nodes: 1 });
    job.resources = new Resources({ cpus: 2, walltime: 30 });
    expect(job.toJSON()['resources']).toEqual({ cpus: 2, walltime: 30, memory: 1, disk: 10, nodes: 1 });
  });

  it('does not keep the arrays that it was given', () => {
    const tasks = [{ command: 'a' }];
    new Job({ tasks }).tasks.push({ command: 'b' });
    expect(tasks).toHaveLength(1);
  });
});

describe('the check before a job is sent', () => {
  const task = { image: 'host', command: 'true' };
  const wrong: [what: string, options: unknown, field: string, message: string][] = [
    ['no task', {}, 'tasks', 'needs at least one task'],
    ['a number as command', { tasks: [{ command: 3 }] }, 'tasks[0].command', 'is 3: expected string'],
    ['an unknown field', { tasks: [task, { comand: 'a' }] }, 'tasks[1].comand', 'did you mean command?'],
    ['a text as task', { tasks: 'x' }, 'tasks[0]', "is 'x'; give it as { image, command }"],
    [
      'a file that was not awaited',
      { tasks: [task], inputFiles: [Promise.resolve()] },
      'inputFiles[0]',
      'await InputFile.from(path)',
    ],
    ['a text as artifact', { tasks: [task], artifacts: ['a.tgz'] }, 'artifacts[0]', 'new Artifact(name)'],
    [
      'no time',
      { tasks: [task], resources: { walltime: 0 } },
      'resources.walltime',
      'it must be more than 0',
    ],
    ['no CPU', { tasks: [task], resources: { cpus: 0 } }, 'resources.cpus', 'is 0: it may be 1 at least'],
    [
      'too many tries',
      { tasks: [task], policies: { maximumRetries: 9 } },
      'policies.maximumRetries',
      'is 9: it may be 6 at most',
    ],
    [
      'a resource that is misspelt',
      { tasks: [task], resources: { memroy: 1 } },
      'resources.memroy',
      'memory',
    ],
    ['an unknown type', { tasks: [{ type: 'mpi' }] }, 'tasks[0].type', '"openmpi"'],
    [
      'an object in env',
      { tasks: [{ env: { A: {} } }] },
      'tasks[0].env.A',
      'a string, a number or true/false',
    ],
    [
      'an output elsewhere',
      { tasks: [task], outputFiles: ['../x'] },
      'outputFiles[0]',
      'inside the job folder',
    ],
    ['a strange name', { tasks: [task], name: 'a?' }, 'name', 'letters, digits'],
    [
      'a strange label',
      { tasks: [task], labels: { 'a-b': 'c' } },
      'labels.a-b',
      'it may hold letters and digits only',
    ],
    [
      'a bad folder',
      { tasks: [task], outputDirectories: ['/x'] },
      'outputDirectories[0]',
      'inside the job folder',
    ],
  ];
  it.each(wrong)('names the field for %s', (_, options, field, message) => {
    const run = () => check(options as JobOptions);
    expect(run).toThrow(expect.objectContaining({ code: 'invalid-job', field }));
    expect(run).toThrow(message);
  });

  it('names a part that does not exist, for those who write without types', () => {
    expect(() => new Job({ tsks: [] } as JobOptions)).toThrow('tsks is no part of a job');
  });

  it('refuses a misspelt part at compile time', () => {
    // @ts-expect-error: the word is tasks
    const misspelt = () => new Job({ tsks: [] });
    expect(misspelt).toThrow();
  });

  it('names the command that needs a shell', () => {
    expect(() => check({ tasks: [task, { command: 'a | b' }] })).toThrow(
      'tasks[1].command has an unquoted |',
    );
  });

  it('refuses towards a PROMINENCE server what that refuses, and lets our service have it', () => {
    const small = { tasks: [task], resources: { walltime: 0.1 } };
    expect(check(small).resources.walltime).toBe(0.1);
    expect(() => check(small, stock)).toThrow(
      'resources.walltime is 0.1; a PROMINENCE service takes whole numbers',
    );
    expect(() => check({ tasks: [task] }, stock)).toThrow('tasks[0].image');
    const inputFiles = [new InputFile('big', new Uint8Array(2 ** 20))];
    expect(() => check({ tasks: [{ image: 'a' }], inputFiles }, stock)).toThrow('Artifact');
  });
});
