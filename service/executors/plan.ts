import { resolve } from 'node:path';
import { splitWords } from '../../lib/model/command-words.js';
import type { TaskJson } from '../../lib/model/job.js';
import { fillParameters, type Parameters } from '../../lib/model/parameters.js';
import { containerCommand, containerHome, containerTemporary } from './containers/container-command.js';
import { isSingularity, type PreparedImage } from './containers/container-image.js';
import { stopScript } from './containers/remove-containers.js';
import type { ExecutorJob } from './executor.js';
import type { JobFolder } from './job-folder.js';
import { containerPaths } from './paths.js';
import { runOrder } from './run-order.js';
import { idsOf, taskVariables, variablesAt } from './task-environment.js';

/** Minutes, when a job names no wall time. */
const defaultWalltime = 720;

/** Variables that some shells let nobody set, or not to any text. */
const fixedByShell: ReadonlySet<string> = new Set([
  'BASHOPTS',
  'BASH_VERSINFO',
  'EUID',
  'OPTIND',
  'PPID',
  'SHELLOPTS',
  'UID',
]);

const mpiTypes: ReadonlySet<string | undefined> = new Set(['openmpi', 'mpich', 'intelmpi']);

/** The wall time of a job, in seconds. */
export function wallSeconds({ spec }: ExecutorJob): number {
  return (spec.resources.walltime ?? defaultWalltime) * 60;
}

/** True for a task that `mpirun` starts. */
export function isMpi(task: TaskJson): boolean {
  return mpiTypes.has(task.type);
}

/**
 * The files that runner.sh reads, by their names in the job's folder.
 *
 * @param images of the tasks that run in containers.
 */
export function planFiles(
  job: ExecutorJob,
  folder: JobFolder,
  access: Readonly<Record<string, string>>,
  images: ReadonlyMap<number, PreparedImage>,
): Map<string, string> {
  const { sidecars, tasks } = runOrder(job.spec);
  const { policies } = job.spec;
  const plan = [
    `tasks='${tasks.join(' ')}'`,
    `sidecars='${sidecars.join(' ')}'`,
    `walltime=${Math.ceil(wallSeconds(job) * 100)}`,
    `memory=${Math.ceil(job.memory * 2 ** 20)}`,
    `retries=${policies?.maximumTaskRetries ?? 0}`,
    `ignore=${policies?.ignoreTaskFailures ? 'yes' : 'no'}`,
  ];
  const files = new Map<string, string>();
  for (const [index, task] of job.spec.tasks.entries()) {
    const image = images.get(index);
    const rewrite = containerPaths(job.spec, !image && isHost(task), folder.scratch);
    const script = image
      ? containerScript(job, index, folder, access, image)
      : hostScript(job, index, folder, access, rewrite);
    plan.push(`task_${index}() {`, ...script, '}');
    if (task.stdout) files.set(`task-${index}.copy`, `${resolve(folder.scratch, rewrite(task.stdout))}\n`);
  }
  files.set('plan.sh', `${plan.join('\n')}\n`);
  const stop = stopScript(job, folder);
  if (stop !== undefined) files.set('stop.sh', stop);
  return files;
}

/** True for a task that asks for no container image. */
export function isHost(task: TaskJson): boolean {
  return task.image === undefined || task.image === 'host';
}

/**
 * The words of a task's command: ids of job and workflow filled in, split, wrapped with `mpirun` for MPI types.
 *
 * @throws {CommandSyntaxError} for a command that can't be split.
 */
export function taskWords(task: TaskJson, ids: Parameters, cpus: number): string[] {
  const words = splitWords(fillParameters(task.cmd ?? '', ids));
  if (!isMpi(task)) return words;
  return ['mpirun', '-n', String(task.procsPerNode ?? cpus), ...words];
}

/**
 * What all processes of an attempt have in their environment: those that leave their process group are found by it.
 *
 * @param of the root of the attempt's folder; for a runner the name that it was given.
 */
export function processMark(of: string): string {
  return `${markName}=${of}`;
}

/** The name is that of runner.sh. */
const markName = 'TUNEBOOK_JOB_FOLDER';

/** The mark as a variable. */
export function markVariable(of: string): Record<string, string> {
  return { [markName]: of };
}

function hostScript(
  job: ExecutorJob,
  index: number,
  folder: JobFolder,
  access: Readonly<Record<string, string>>,
  rewrite: (text: string) => string,
): string[] {
  const task = job.spec.tasks[index]!;
  const workdir = resolve(folder.scratch, rewrite(fillParameters(task.workdir ?? '', idsOf(job))));
  const words = taskWords(task, idsOf(job), job.cpus).map(rewrite);
  return scriptOf(words, taskVariables(job, index, folder, access), workdir);
}

function containerScript(
  job: ExecutorJob,
  index: number,
  folder: JobFolder,
  access: Readonly<Record<string, string>>,
  image: PreparedImage,
): string[] {
  const task = job.spec.tasks[index]!;
  const engine = job.environments[index]!.container!;
  const runtime = isSingularity(engine.name) ? 'singularity' : engine.name;
  const place = { home: containerHome, temporary: containerTemporary, runtime };
  const { words, variables } = containerCommand(
    {
      engine,
      image,
      words: taskWords(task, idsOf(job), job.cpus),
      workdir: fillParameters(task.workdir ?? '', idsOf(job)),
      app: task.app,
      memory: job.memory,
      artifacts: job.spec.artifacts ?? [],
      variables: variablesAt(place, job, index, access),
    },
    folder,
  );
  return scriptOf(words, variables, folder.scratch);
}

function scriptOf(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  workdir: string,
): string[] {
  const variables = Object.entries(environment);
  const words = [...command];
  const beyondShell = variables.filter(([name]) => fixedByShell.has(name));
  if (beyondShell.length > 0) words.unshift('env', ...beyondShell.map(variable => variable.join('=')));
  return [
    'unset LC_ALL OLDPWD',
    ...variables
      .filter(([name]) => !fixedByShell.has(name))
      .map(([name, value]) => `export ${name}=${quote(value)}`),
    `cd ${quote(workdir)} || exit 126`,
    `become ${words.map(quote).join(' ')}`,
  ];
}

/** One word for a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
