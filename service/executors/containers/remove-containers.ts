import type { ContainerEngine, ExecutorJob } from '../executor.js';
import type { JobFolder } from '../job-folder.js';
import { runProgram } from '../run-program.js';
import { containerLabel } from './container-command.js';
import { isSingularity } from './container-image.js';

/** Milliseconds that an engine may take. */
const patience = 60_000;

/**
 * Removes the containers of an attempt: those of podman and docker are no children of who started them. Never rejects:
 * an engine that is gone has no containers that could be removed.
 */
export async function removeContainers(job: ExecutorJob, folder: JobFolder): Promise<void> {
  for (const { program } of containerEngines(job)) {
    const signal = AbortSignal.timeout(patience);
    const label = `label=${containerLabel(folder)}`;
    try {
      const found = await runProgram(program, ['ps', '--all', '--quiet', '--filter', label], signal);
      const ids = found.split('\n').filter(id => id !== '');
      if (ids.length > 0) await runProgram(program, ['rm', '--force', ...ids], signal);
    } catch {
      // See above.
    }
  }
}

/** A script for the runner, which ends the containers of an attempt; undefined when it can't have any. */
export function stopScript(job: ExecutorJob, folder: JobFolder): string | undefined {
  const lines = containerEngines(job).map(
    ({ program }) =>
      `ids=$('${program.replaceAll("'", `'\\''`)}' ps --quiet --filter label=${containerLabel(folder)})\n` +
      `[ -z "$ids" ] || '${program.replaceAll("'", `'\\''`)}' kill $ids\n`,
  );
  return lines.length === 0 ? undefined : lines.join('');
}

/** The engines of a job whose containers outlive the processes that run them. */
function containerEngines(job: ExecutorJob): ContainerEngine[] {
  const engines = job.environments.flatMap(({ container }) => container ?? []);
  const remote = engines.filter(({ name }) => !isSingularity(name));
  return [...new Map(remote.map(engine => [engine.program, engine])).values()];
}
