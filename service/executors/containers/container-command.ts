import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import type { ArtifactJson } from '../../../lib/model/job.js';
import type { ContainerEngine } from '../executor.js';
import type { JobFolder } from '../job-folder.js';
import { isSingularity, type PreparedImage } from './container-image.js';

/** The home of a task in its container, and its folder for temporary files. */
export const containerHome = '/home/user';
export const containerTemporary = '/tmp';

/** What engines themselves are configured by; a task that sets one of them has it in its container only. */
const engineVariable =
  /^(PATH|HOME|TMPDIR|LD_.*|XDG_.*|DBUS_.*|DOCKER_.*|CONTAINER.*|APPTAINER.*|SINGULARITY.*|REGISTRY_.*)$/;

/** Bytes: engines take no smaller limit. */
const leastMemory = 6 * 2 ** 20;

/** A task in a container. */
export interface ContainerTask {
  readonly engine: ContainerEngine;
  readonly image: PreparedImage;
  /** None: the entry point of the image runs. */
  readonly words: readonly string[];
  /** As the task says, absolute or below its home. */
  readonly workdir: string;
  readonly app?: string | undefined;
  /** GB that it may use. */
  readonly memory: number;
  readonly artifacts: readonly ArtifactJson[];
  /** The environment inside. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The command line that runs a task, and the environment that it needs. */
export interface ContainerCommand {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** The command that runs a task in its container, with the job's folders at their places. */
export function containerCommand(task: ContainerTask, folder: JobFolder): ContainerCommand {
  const { engine, artifacts } = task;
  const mounts: [source: string, target: string][] = [
    [folder.scratch, containerHome],
    [folder.temporary, containerTemporary],
    ...artifacts.flatMap(({ mountpoint }): [string, string][] => {
      const [name, target] = mountpoint?.split(/:(.*)/s) ?? [];
      return name === undefined ? [] : [[join(folder.scratch, name), target!]];
    }),
  ];
  const workdir = posix.resolve(containerHome, task.workdir);
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (engineVariable.test(name)) own[name] = value!;
  return isSingularity(engine.name)
    ? singularityCommand(task, mounts, workdir, own)
    : dockerCommand(task, mounts, workdir, own, folder);
}

/** The filter that finds the containers of an attempt. */
export function containerLabel(folder: JobFolder): string {
  return `tunebook=${createHash('sha256').update(folder.root).digest('hex').slice(0, 32)}`;
}

function singularityCommand(
  { engine, image, words, app, variables }: ContainerTask,
  [home, ...mounts]: readonly [string, string][],
  workdir: string,
  own: Readonly<Record<string, string>>,
): ContainerCommand {
  const prefix = `${engine.name.toUpperCase()}ENV_`;
  // HOME is what `--home` says; another word on it is answered by a warning in the output of the task.
  const inside = Object.entries(variables).flatMap(([name, value]) =>
    name === 'HOME' ? [] : [[`${prefix}${name}`, value]],
  );
  return {
    words: [
      engine.program,
      words.length > 0 ? 'exec' : 'run',
      '--cleanenv',
      '--contain',
      ...['--home', home!.join(':')],
      // Older ones know only `--bind`, where commas and colons separate.
      ...mounts.flatMap(place =>
        place.some(path => /[,:]/.test(path)) ? ['--mount', mount(place)] : ['--bind', place.join(':')],
      ),
      ...['--pwd', workdir],
      ...(app === undefined ? [] : ['--app', app]),
      ...engine.options,
      image.reference,
      ...words,
    ],
    variables: { ...own, ...Object.fromEntries(inside) },
  };
}

function dockerCommand(
  { engine, image, words, memory, variables }: ContainerTask,
  mounts: readonly [string, string][],
  workdir: string,
  own: Readonly<Record<string, string>>,
  folder: JobFolder,
): ContainerCommand {
  // On the command line everybody can read a value: only those stand there that the engine would take for its own.
  const names = Object.keys(variables);
  const given = names
    .filter(name => engineVariable.test(name))
    .map(name => `--env=${name}=${variables[name]}`);
  const passed = names.filter(name => !engineVariable.test(name));
  const [program, ...rest] = words;
  const choosesNetwork = engine.options.some(option => /^--net(work)?(=|$)/.test(option));
  return {
    words: [
      engine.program,
      'run',
      '--rm',
      ...['--label', containerLabel(folder)],
      ...(engine.limitsMemory ? [`--memory=${Math.max(leastMemory, Math.ceil(memory * 2 ** 30))}`] : []),
      ...(choosesNetwork ? [] : ['--network=host']),
      ...userOptions(engine),
      ...mounts.flatMap(place => ['--mount', mount(place)]),
      ...['--workdir', workdir],
      ...given,
      ...passed.flatMap(name => ['--env', name]),
      ...engine.options,
      ...(program === undefined || image.isFolder ? [] : [`--entrypoint=${program}`]),
      // What the task writes to its root file system is dropped, as it is with an image.
      ...(image.isFolder ? ['--rootfs', `${image.reference}:O`, ...words] : [image.reference, ...rest]),
    ],
    variables: { ...own, ...Object.fromEntries(passed.map(name => [name, variables[name]!])) },
  };
}

/** A mount as engines read it: CSV, in which a path may hold anything. */
function mount([source, target]: readonly [string, string]): string {
  return ['type=bind', `source=${source}`, `target=${target}`]
    .map(field => `"${field.replaceAll('"', '""')}"`)
    .join(',');
}

/** Files that the task makes belong to the user, whom podman's root stands for already. */
function userOptions({ name }: ContainerEngine): string[] {
  const user = process.getuid?.() ?? 0;
  if (name === 'docker') return [`--user=${user}:${process.getgid?.() ?? 0}`];
  return ['--security-opt=label=disable', ...(user === 0 ? [] : ['--userns=keep-id'])];
}
