import { delimiter, resolve } from 'node:path';
import type { TaskJson } from '../../lib/model/job.js';
import { fillParameters, type Parameters, parameterText } from '../../lib/model/parameters.js';
import type { ExecutorEnvironment, ExecutorJob } from './executor.js';
import type { JobFolder } from './job-folder.js';
import { containerPaths } from './paths.js';
import { userName } from './user-name.js';
import { splitWords } from './words.js';

/** Minutes, when a job names no wall time. */
const defaultWalltime = 720;

/** Variables of the service that its jobs may see; the others could hold secrets. */
const inherited = /^(PATH|LANG|LC_.*|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH)$/;

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

/** The files that runner.sh reads, by their names in the job's folder. */
export function planFiles(job: ExecutorJob, folder: JobFolder): Map<string, string> {
  const indexes = job.spec.tasks.map((_, index) => index);
  const isSidecar = (index: number) => job.spec.tasks[index]!.type === 'sidecar';
  const sidecars = indexes.filter(isSidecar);
  const tasks = indexes.filter(index => !isSidecar(index));
  const { policies, resources } = job.spec;
  const files = new Map([
    [
      'plan.sh',
      [
        `tasks='${tasks.join(' ')}'`,
        `sidecars='${sidecars.join(' ')}'`,
        `walltime=${((resources.walltime ?? defaultWalltime) * 60).toFixed(3)}`,
        `retries=${policies?.maximumTaskRetries ?? 0}`,
        `ignore=${policies?.ignoreTaskFailures ? 'yes' : 'no'}`,
        '',
      ].join('\n'),
    ],
  ]);
  for (const [position, index] of [...sidecars, ...tasks].entries()) {
    const task = job.spec.tasks[index]!;
    const environment = job.environments[index]!;
    const rewrite = containerPaths(job.spec, isHost(task), folder.scratch);
    files.set(`task-${index}.sh`, taskScript(job, task, position, environment, folder, rewrite));
    if (task.stdout) files.set(`task-${index}.copy`, `${resolve(folder.scratch, rewrite(task.stdout))}\n`);
  }
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
  if (!mpiTypes.has(task.type)) return words;
  return ['mpirun', '-n', String(task.procsPerNode ?? cpus), ...words];
}

/** What all processes of an attempt have in their environment: those that leave their process group are found by it. */
export function processMark(folder: JobFolder): string {
  return `${markName}=${folder.root}`;
}

const markName = 'TUNEBOOK_JOB_FOLDER';

/** The environment of the runner itself. Tasks have it too, and more from `task-N.sh`. */
export function runnerEnvironment(folder: JobFolder): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', [markName]: folder.root };
}

function taskScript(
  job: ExecutorJob,
  task: TaskJson,
  position: number,
  environment: ExecutorEnvironment,
  folder: JobFolder,
  rewrite: (text: string) => string,
): string {
  const workdir = resolve(folder.scratch, rewrite(fillParameters(task.workdir ?? '', idsOf(job))));
  const words = taskWords(task, idsOf(job), job.cpus).map(rewrite);
  const variables = Object.entries(taskVariables(job, task, position, environment, folder));
  const beyondShell = variables.filter(([name]) => fixedByShell.has(name));
  if (beyondShell.length > 0) words.unshift('env', ...beyondShell.map(variable => variable.join('=')));
  return [
    'unset LC_ALL OLDPWD',
    ...variables
      .filter(([name]) => !fixedByShell.has(name))
      .map(([name, value]) => `export ${name}=${quote(value)}`),
    `cd ${quote(workdir)} || exit 126`,
    `set -- ${words.map(quote).join(' ')}`,
    '',
  ].join('\n');
}

function taskVariables(
  job: ExecutorJob,
  task: TaskJson,
  position: number,
  environment: ExecutorEnvironment,
  folder: JobFolder,
): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (inherited.test(name)) own[name] = value!;
  prepend(own, 'PATH', environment.path);
  prepend(
    own,
    process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH',
    environment.libraryPath,
  );
  const user = userName();
  return {
    ...own,
    HOME: folder.scratch,
    USER: user,
    LOGNAME: user,
    TMP: folder.temporary,
    TEMP: folder.temporary,
    TMPDIR: folder.temporary,
    PROMINENCE_CONTAINER_RUNTIME: 'none',
    PROMINENCE_CPUS: String(job.cpus),
    PROMINENCE_MEMORY: String(job.memory),
    PROMINENCE_NODES: '1',
    PROMINENCE_NODE_NUM: '0',
    PROMINENCE_TASK_NUM: String(position),
    ...texts(idsOf(job)),
    ...texts(job.parameters ?? {}, 'PROMINENCE_PARAMETER_'),
    ...environment.env,
    ...Object.fromEntries(Object.entries(task.env ?? {}).map(([name, value]) => [name, String(value)])),
  };
}

/** What is filled into commands and working folders, and stands in the environment. */
function idsOf({ id, workflow }: ExecutorJob): Parameters {
  return { PROMINENCE_JOB_ID: id, ...(workflow && { PROMINENCE_WORKFLOW_ID: workflow.id }) };
}

function texts(values: Parameters, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${name}`, parameterText(value)]),
  );
}

function prepend(variables: Record<string, string>, name: string, folders: readonly string[]): void {
  if (folders.length === 0) return;
  const before = variables[name];
  variables[name] = [...folders, ...(before ? [before] : [])].join(delimiter);
}

/** One word for a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
