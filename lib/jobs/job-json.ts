import { inspect } from 'node:util';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import type { JobRead } from '../model/job-read.js';
import { userLabels } from '../model/submission-label.js';
import type { JobOptions, JobParts } from './job-options.js';
import { Artifact } from './parts/artifact.js';
import { InputFile } from './parts/input-file.js';
import { Resources, type ResourcesOptions } from './parts/resources.js';
import { Task, type TaskOptions } from './parts/task.js';
import { replicateOf } from './submit/content-hash.js';

/**
 * The job as PROMINENCE's JSON, with its defaults written out. Fields that are not known pass through, so that the
 * check can name them.
 */
export function toJobJson(parts: JobParts): Record<string, unknown> {
  return defined({
    name: parts.name,
    labels: nonEmpty(parts.labels),
    resources: resourcesJson(parts.resources),
    tasks: parts.tasks.map(taskJson),
    inputs: nonEmpty(parts.inputFiles.map(inputJson)),
    artifacts: nonEmpty(parts.artifacts.map(artifactJson)),
    outputFiles: nonEmpty([...parts.outputFiles]),
    outputDirs: nonEmpty([...parts.outputDirectories]),
    policies: nonEmpty(defined({ ...parts.policies })),
    notifications: nonEmpty(parts.notifications.map(notification => ({ ...notification }))),
  });
}

/** The parts of a job that the service knows. */
export function fromJobRead(read: JobRead): JobOptions {
  return {
    name: read.name,
    labels: userLabels(read.labels),
    replicate: replicateOf(read.labels),
    resources: new Resources(read.resources as ResourcesOptions | undefined),
    tasks: read.tasks.map(({ cmd, ...rest }) => new Task({ ...(rest as TaskOptions), command: cmd })),
    inputFiles: (read.inputs ?? []).map(
      ({ filename, content, executable }) =>
        new InputFile(filename, Buffer.from(content, 'base64'), { executable }),
    ),
    artifacts: (read.artifacts ?? []).map(({ url, mountpoint, executable }) => {
      const [directory, mountPoint] = mountpoint?.split(/:(.*)/s) ?? [];
      return new Artifact(url, { executable, directory, mountPoint });
    }),
    outputFiles: (read.outputFiles ?? []).map(file => file.name),
    outputDirectories: (read.outputDirs ?? []).map(directory => directory.name),
    policies: read['policies'] as JobOptions['policies'],
    notifications: read['notifications'] as JobOptions['notifications'],
  };
}

function taskJson(task: Task | TaskOptions, i: number): Record<string, unknown> {
  if (typeof task !== 'object' || task === null) throw strange('tasks', i, task, '{ image, command }');
  const { command, runtime, ...rest } = task;
  return defined({ ...rest, cmd: command, runtime: runtime ?? defaultRuntime(task.image) });
}

function defaultRuntime(image: unknown): string {
  return /\.tar|\.tgz/.test(String(image)) ? 'udocker' : 'singularity';
}

function resourcesJson(resources: Resources | ResourcesOptions): Record<string, unknown> {
  const ranged = resources.cpusRange !== undefined || resources.cpusOptions !== undefined;
  return {
    ...(!ranged && { cpus: 1 }),
    ...(resources.memoryPerCpu === undefined && { memory: 1 }),
    disk: 10,
    nodes: 1,
    ...defined({ ...resources }),
  };
}

function inputJson(input: InputFile, i: number): Record<string, unknown> {
  if (!(input instanceof InputFile)) {
    throw strange('inputFiles', i, input, 'new InputFile(name, content), or await InputFile.from(path)');
  }
  return {
    filename: input.name,
    content: Buffer.from(input.content).toString('base64'),
    ...(input.executable && { executable: true }),
  };
}

function artifactJson(artifact: Artifact, i: number): Record<string, unknown> {
  if (!(artifact instanceof Artifact)) throw strange('artifacts', i, artifact, 'new Artifact(name)');
  return {
    url: artifact.name,
    ...(artifact.mountPoint !== undefined && { mountpoint: `${artifact.directory}:${artifact.mountPoint}` }),
    ...(artifact.executable && { executable: true }),
  };
}

/** For those who write without types, or forget to await. */
function strange(field: string, i: number, part: unknown, wanted: string): InvalidJobError {
  return new InvalidJobError(`${field}[${i}]`, `is ${inspect(part, { depth: 0 })}; give it as ${wanted}`);
}

/** Without the fields that are undefined. */
export function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Undefined for an array or an object with nothing in it. */
export function nonEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}
