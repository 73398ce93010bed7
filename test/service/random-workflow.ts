import type { Random } from '../support/seeds.ts';

/** A workflow made by chance, and what must come of it. */
export interface RandomWorkflow {
  readonly json: object;
  readonly end: {
    readonly status: 'completed' | 'failed';
    readonly progress: { total: number; done: number; failed: number; waiting: number };
    /** How often each job must run, by its name within the workflow; those that never run are left out. */
    readonly runs: ReadonlyMap<string, number>;
  };
}

/** `flaky` fails at its first run and at no other. */
type Kind = 'good' | 'bad' | 'flaky';

/**
 * @param size about how many jobs.
 * @param folder where each run of a job leaves a line in `marks` when it starts and when it ends.
 */
export function randomWorkflow(random: Random, size: number, folder: string): RandomWorkflow {
  const maximumRetries = random.int(0, 2);
  const steps = random.int(3, 8);
  const jobs: object[] = [];
  const factories: object[] = [];
  const dependencies: Record<string, string[]> = {};
  const runs = new Map<string, number>();
  const whole: boolean[] = [];
  const progress = { total: 0, done: 0, failed: 0, waiting: 0 };
  for (let step = 0; step < steps; step += 1) {
    const name = `s${step}`;
    const kind: Kind = random.chance(0.7) ? 'good' : random.chance(0.5) ? 'bad' : 'flaky';
    const count = random.chance(0.3) ? undefined : random.int(1, Math.ceil((2 * size) / steps));
    // A bad step spoils all that follow: only its instance 0 is bad.
    jobs.push(template(name, kind, folder, random.int(0, 3) / 100));
    if (count !== undefined) factories.push(factory(random, name, count));
    const parents = Array.from({ length: step }, (_, at) => at).filter(() => random.chance(0.3));
    for (const parent of parents) dependencies[`s${parent}`] = [...(dependencies[`s${parent}`] ?? []), name];
    const released = parents.every(parent => whole[parent]);
    const total = count ?? 1;
    const fails = kind === 'bad' || (kind === 'flaky' && maximumRetries === 0);
    whole.push(released && !fails);
    progress.total += total;
    if (!released) {
      progress.waiting += total;
      continue;
    }
    progress.done += total - (fails ? 1 : 0);
    progress.failed += fails ? 1 : 0;
    for (let index = 0; index < total; index += 1) {
      const tries = kind === 'bad' ? 1 + maximumRetries : kind === 'flaky' && maximumRetries > 0 ? 2 : 1;
      runs.set(count === undefined ? name : `${name}/${index}`, index === 0 ? tries : 1);
    }
  }
  return {
    json: {
      name: 'random',
      jobs,
      factories,
      dependencies,
      ...(maximumRetries > 0 && { policies: { maximumRetries } }),
    },
    end: { status: progress.failed > 0 ? 'failed' : 'completed', progress, runs },
  };
}

function template(name: string, kind: Kind, folder: string, pause: number): object {
  // `$i` is the index in a factory; elsewhere the shell has no such variable.
  const marks = `${folder}/marks`;
  const fail =
    kind === 'bad'
      ? 'exit 1'
      : `test -e ${folder}/${name}.tried || { touch ${folder}/${name}.tried; exit 1; }`;
  const steps = [
    `echo start ${name} $i >> ${marks}`,
    `sleep ${pause}`,
    `echo end ${name} $i >> ${marks}`,
    ...(kind === 'good' ? [] : [`test 0$i -gt 0 || ${kind === 'bad' ? fail : `{ ${fail}; }`}`]),
  ];
  return { name, tasks: [{ cmd: `/bin/sh -c '${steps.join('; ')}'` }], resources: { cpus: 1, memory: 0.1 } };
}

function factory(random: Random, name: string, count: number): object {
  const base = { name: `f-${name}`, jobs: [name] };
  const range = { name: 'i', start: 0, end: count - 1, step: 1 };
  const values = Array.from({ length: count }, (_, index) => index);
  if (random.chance(0.5)) return { ...base, type: 'zip', parameters: [{ name: 'i', values }] };
  return { ...base, type: 'parameterSweep', parameters: [range] };
}
