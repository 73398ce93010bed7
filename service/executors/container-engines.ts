import type { ContainerEngine } from './executor.js';
import { findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/** The engines that are known, in the order in which they are tried. */
export const engineNames = ['apptainer', 'singularity', 'podman', 'docker'] as const;

/** Milliseconds: an engine that does not tell of itself within them is not there. */
const patience = 10_000;

/** Milliseconds after which it is found out again. */
const keeps = 60_000;

/** Finds the container engine of this machine: the first one that is installed and works. */
export class ContainerEngines {
  readonly #found = new Map<
    string,
    { since: number; engine: Promise<ContainerEngine['name'] | undefined> }
  >();

  /** @param wanted one engine, `none`, or undefined for any. */
  async find(wanted: string | undefined): Promise<Pick<ContainerEngine, 'name' | 'program'> | undefined> {
    const known = this.#found.get(wanted ?? '');
    const fresh = known && performance.now() - known.since < keeps ? known : this.#look(wanted);
    const name = await fresh.engine;
    const program = name && findProgram(name);
    return program === undefined ? undefined : { name: name!, program };
  }

  #look(wanted: string | undefined) {
    const looked = { since: performance.now(), engine: firstThatWorks(wanted) };
    this.#found.set(wanted ?? '', looked);
    return looked;
  }
}

async function firstThatWorks(wanted: string | undefined): Promise<ContainerEngine['name'] | undefined> {
  for (const name of engineNames) {
    const program = wanted === undefined || wanted === name ? findProgram(name) : undefined;
    if (program === undefined) continue;
    // Docker is of no use without its daemon, and podman without a place for its images.
    const question = name === 'podman' || name === 'docker' ? 'info' : '--version';
    const works = await runProgram(program, [question], AbortSignal.timeout(patience)).then(
      () => true,
      () => false,
    );
    if (works) return name;
  }
  return undefined;
}
