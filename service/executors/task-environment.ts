import { delimiter } from 'node:path';
import { type Parameters, parameterText } from '../../lib/model/parameters.js';
import type { ExecutorJob } from './executor.js';
import type { JobFolder } from './job-folder.js';
import { runOrder } from './run-order.js';
import { userName } from './user-name.js';

/** Variables of the service that its jobs may see; the others could hold secrets. */
const inherited = /^(PATH|LANG|LC_.*|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH)$/;

let known: Readonly<Record<string, string>> | undefined;

/** Found out once: each look at the environment of this process takes its time. */
function ownVariables(): Readonly<Record<string, string>> {
  known ??= Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (inherited.test(name) ? [[name, value!]] : [])),
  );
  return known;
}

/**
 * The environment of a task: PROMINENCE's variables, those of its image alias, its own; the later win.
 *
 * @param access how it calls the service.
 */
export function taskVariables(
  job: ExecutorJob,
  index: number,
  folder: JobFolder,
  access: Readonly<Record<string, string>>,
): Record<string, string> {
  const { path, libraryPath } = job.environments[index]!;
  const own: Record<string, string> = { ...ownVariables() };
  prepend(own, 'PATH', path);
  prepend(own, process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH', libraryPath);
  const place = { home: folder.scratch, temporary: folder.temporary, runtime: 'none' };
  return { ...own, ...variablesAt(place, job, index, access) };
}

/** The environment of a task that does not depend on the machine it runs on: all of it in a container. */
export function variablesAt(
  { home, temporary, runtime }: { home: string; temporary: string; runtime: string },
  job: ExecutorJob,
  index: number,
  access: Readonly<Record<string, string>>,
): Record<string, string> {
  const task = job.spec.tasks[index]!;
  const environment = job.environments[index]!;
  const { sidecars, tasks } = runOrder(job.spec);
  const user = userName();
  return {
    HOME: home,
    USER: user,
    LOGNAME: user,
    TMP: temporary,
    TEMP: temporary,
    TMPDIR: temporary,
    PROMINENCE_CONTAINER_RUNTIME: runtime,
    PROMINENCE_CPUS: String(job.cpus),
    PROMINENCE_MEMORY: String(job.memory),
    PROMINENCE_NODES: '1',
    PROMINENCE_NODE_NUM: '0',
    PROMINENCE_TASK_NUM: String([...sidecars, ...tasks].indexOf(index)),
    ...access,
    ...texts(idsOf(job)),
    ...texts(job.parameters ?? {}, 'PROMINENCE_PARAMETER_'),
    ...environment.env,
    ...Object.fromEntries(Object.entries(task.env ?? {}).map(([name, value]) => [name, String(value)])),
  };
}

/** What is filled into commands and working folders, and stands in the environment. */
export function idsOf({ id, workflow }: ExecutorJob): Parameters {
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
