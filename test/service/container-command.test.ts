import {
  type ContainerTask,
  containerCommand,
} from '../../dist/service/executors/containers/container-command.js';
import { JobFolder } from '../../dist/service/executors/job-folder.js';

describe.each(['apptainer', 'singularity'] as const)('the command line of %s', name => {
  const task: ContainerTask = {
    engine: { name, program: `/usr/bin/${name}`, limitsMemory: false, options: ['--nv'] },
    image: { reference: 'docker://sim/code', isFolder: false, imagePullStatus: 'cached' },
    words: ['solve', 'a b'],
    workdir: 'run',
    memory: 1,
    artifacts: [
      { url: 'mesh.tar', mountpoint: 'mesh:/data' },
      { url: 'odd.tar', mountpoint: 'odd:/odd,data' },
    ],
    variables: { HOME: '/home/user', THREADS: '2' },
  };
  const folder = new JobFolder('/jobs', { id: 7, attempt: 0 });
  const { words, variables } = containerCommand(task, folder);
  const line = words.join(' ');

  it('has the folders of the job at their places, also those with a comma in their names', () => {
    expect(line).toContain(`--cleanenv --contain --home ${folder.scratch}:/home/user`);
    expect(line).toContain(`--bind ${folder.temporary}:/tmp --bind ${folder.scratch}/mesh:/data`);
    expect(line).toContain(`--mount "type=bind","source=${folder.scratch}/odd","target=/odd,data"`);
    expect(line).toMatch(/ --pwd \/home\/user\/run --nv docker:\/\/sim\/code solve a b$/);
  });

  it('passes the environment by its own names, without HOME, of which it would warn', () => {
    const prefix = `${name.toUpperCase()}ENV_`;
    expect(variables[`${prefix}THREADS`]).toBe('2');
    expect(variables).not.toHaveProperty(`${prefix}HOME`);
  });

  it('runs what the image says without a command', () => {
    expect(containerCommand({ ...task, words: [] }, folder).words[1]).toBe('run');
    expect(words[1]).toBe('exec');
  });
});
