import type { ContainerEngine } from '../executor.js';
import { findProgram } from '../find-program.js';
import { runProgram } from '../run-program.js';

/** The engines that are known, in the order in which they are tried. */
export const engineNames = ['apptainer', 'singularity', 'podman', 'docker'] as const;

/** Milliseconds: an engine that does not tell of itself within them is not there. */
const patience = 10_000;

/** Milliseconds after which it is found out again. */
const keeps = 60_000;

type FoundEngine = Pick<ContainerEngine, 'name' | 'limitsMemory'>;

/** What asks an engine whether it works, and what it answers when it can limit memory. */
const questions: Partial<Record<ContainerEngine['name'], [words: string[], yes: RegExp]>> = {
  // Docker is of no use without its daemon, and podman without a place for its images.
  podman: [['info', '--format', '{{.Host.CgroupControllers}}'], /\bmemory\b/],
  docker: [['info', '--format', '{{.MemoryLimit}}'], /^true$/m],
};

/** Finds the container engine of this machine: the first one that is installed and works. */
export class ContainerEngines {
  readonly #found = new Map<string, { since: number; engine: Promise<FoundEngine | undefined> }>();

  /** @param wanted one engine, `none`, or undefined for any. */
  async find(wanted: string | undefined): Promise<Omit<ContainerEngine, 'options'> | undefined> {
    const known = this.#found.get(wanted ?? '');
    const fresh = known && performance.now() - known.since < keeps ? known : this.#look(wanted);
    const engine = await fresh.engine;
    const program = engine && findProgram(engine.name);
    return program === undefined ? undefined : { ...engine!, program };
  }

  #look(wanted: string | undefined) {
    const looked = { since: performance.now(), engine: firstThatWorks(wanted) };
    this.#found.set(wanted ?? '', looked);
    return looked;
  }
}

async function firstThatWorks(wanted: string | undefined): Promise<FoundEngine | undefined> {
  for (const name of engineNames) {
    const program = wanted === undefined || wanted === name ? findProgram(name) : undefined;
    if (program === undefined) continue;
    const [words, yes] = questions[name] ?? [['--version'], undefined];
    const said = await runProgram(program, words, AbortSignal.timeout(patience)).catch(() => undefined);
    if (said !== undefined) return { name, limitsMemory: yes?.test(said) ?? false };
  }
  return undefined;
}
