import { CommandSyntaxError } from '../../lib/model/command-words.js';
import type { TaskJson } from '../../lib/model/job.js';
import { isSingularity } from '../executors/containers/container-image.js';
import { findProgram } from '../executors/find-program.js';
import { isMpi, taskWords } from '../executors/plan.js';

import type { TaskEnvironment } from '../store/job-record.js';
import { ApiError } from './api-error.js';
import { checkFileName } from './file-name.js';

/** Checks a task that is to run in a place. @throws {ApiError} */
export function checkTask(task: TaskJson, field: string, cpus: number, place: TaskEnvironment): void {
  const { container } = place;
  if (!task.cmd?.trim() && (!container || isMpi(task))) {
    throw new ApiError(
      400,
      `${field}.cmd: is missing. Name the command to run: ${isMpi(task) ? `a task of type ${task.type} needs one` : 'without a container there is no image with an entry point'}.`,
    );
  }
  if (task.app !== undefined && !(container && isSingularity(container.name))) {
    throw new ApiError(
      400,
      `${field}.app: Singularity apps need apptainer or singularity. Name the command in cmd.`,
    );
  }
  if (isMpi(task)) checkMpi(task, field, cpus, place);
  try {
    taskWords(task, {}, cpus);
  } catch (error) {
    if (error instanceof CommandSyntaxError) {
      throw new ApiError(400, `${field}.cmd: ${error.message}`, { cause: error });
    }
    throw error;
  }
  for (const name of Object.keys(task.env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new ApiError(
        400,
        `${field}.env: got the name ${JSON.stringify(name)}, may hold letters, digits and _, not a digit first`,
      );
    }
  }
  for (const [name, text] of Object.entries({ cmd: task.cmd, workdir: task.workdir, ...task.env })) {
    if (String(text).includes('\0'))
      throw new ApiError(400, `${field}: ${name} holds a NUL character. Remove it.`);
  }
  if (task.stdout !== undefined) checkFileName(task.stdout, `${field}.stdout`);
}

function checkMpi(
  { type, cmd, procsPerNode }: TaskJson,
  field: string,
  cpus: number,
  place: TaskEnvironment,
): void {
  if (/^\s*mpirun(\s|$)/.test(cmd!)) {
    throw new ApiError(400, `${field}.cmd: begins with mpirun, which the service adds itself. Leave it out.`);
  }
  if (procsPerNode !== undefined && procsPerNode > cpus) {
    throw new ApiError(
      400,
      `${field}.procsPerNode: got ${procsPerNode}, must be at most ${cpus}, the CPUs of the job`,
    );
  }
  if (!place.container && findProgram('mpirun', place.path) === undefined) {
    throw new ApiError(
      400,
      `${field}.type: ${type} needs mpirun, which is neither in the PATH of the service nor among the paths of the ` +
        'image alias. Install an MPI library, or name its folder as "path" of the alias in settings.json.',
    );
  }
}
