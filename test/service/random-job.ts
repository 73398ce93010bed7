import type { Random } from '../support/seeds.ts';

/** A job made by chance, and what must come of it. */
export interface RandomJob {
  readonly json: object;
  /** True when the test deletes it. */
  readonly deleted: boolean;
  readonly end: {
    readonly status: string;
    readonly reason: string;
    readonly exitCodes: readonly (number | undefined)[];
    readonly stdout: string;
    readonly outputs: Readonly<Record<string, string>>;
    /** Lines that its tasks write outside of the job. */
    readonly marks: readonly string[];
  };
}

/** @param marks a file that each task writes a line to when it starts and when it ends. */
export function randomJob(random: Random, index: number, marks: string): RandomJob {
  const deleted = random.chance(0.25);
  if (deleted && random.chance(0.5)) return endlessJob(index, marks, deleted, {});
  if (random.chance(0.15))
    return endlessJob(index, marks, deleted, { walltime: random.int(20, 60) / 100 / 60 });
  if (random.chance(0.1)) return lostJob(index, marks, deleted);
  return plainJob(random, index, marks, deleted);
}

function plainJob(random: Random, index: number, marks: string, deleted: boolean): RandomJob {
  const tasks: object[] = [];
  const exitCodes: number[] = [];
  const outputs: Record<string, string> = {};
  const wanted: string[] = [];
  const expected: string[] = [];
  let stdout = '';
  let failed = false;
  for (let task = 0; task < random.int(1, 3); task += 1) {
    const code = random.chance(0.2) ? random.int(1, 200) : 0;
    const printed = random.chance(0.5) ? random.int(1, 20_000) : 0;
    const written = random.chance(0.5) ? random.int(1, 20_000) : 0;
    const pause = random.chance(0.6) ? random.int(0, 50) / 100 : 0;
    const steps = [`echo start ${index}.${task} >> ${marks}`, `sleep ${pause}`, `seq 1 ${printed}`];
    if (written > 0) {
      steps.push(`seq 1 ${written} > out-${task}`);
      wanted.push(`out-${task}`);
    }
    steps.push(`echo end ${index}.${task} >> ${marks}`, `exit ${code}`);
    tasks.push({ cmd: `/bin/sh -c '${steps.join('; ')}'` });
    if (failed) continue;
    stdout += numbers(printed);
    if (written > 0) outputs[`out-${task}`] = numbers(written);
    exitCodes.push(code);
    expected.push(`start ${index}.${task}`, `end ${index}.${task}`);
    failed = code !== 0;
  }
  if (random.chance(0.15)) wanted.push('never-written');
  const complete = wanted.every(name => name in outputs);
  return {
    json: { tasks, resources: { cpus: random.int(1, 2), memory: 0.1 }, outputFiles: wanted },
    deleted,
    end: {
      status: complete ? 'completed' : 'failed',
      reason: complete ? '' : 'Stageout failed due to no such file or directory',
      exitCodes,
      stdout,
      outputs,
      marks: expected,
    },
  };
}

/** Ends by deletion or by its wall time only, with a child and, where the system has `setsid`, one that left the group. */
function endlessJob(index: number, marks: string, deleted: boolean, limit: object): RandomJob {
  const leave = process.platform === 'linux' ? 'setsid sleep 1000 & ' : '';
  const cmd = `/bin/sh -c 'echo start ${index}.0 >> ${marks}; ${leave}sleep 1000 & sleep 1000'`;
  return {
    json: { tasks: [{ cmd }], resources: { cpus: 1, memory: 0.1, ...limit } },
    deleted,
    end: {
      status: 'killed',
      reason: 'Walltime limit exceeded',
      exitCodes: [-9],
      stdout: '',
      outputs: {},
      marks: [`start ${index}.0`],
    },
  };
}

/** Kills its own runner. */
function lostJob(index: number, marks: string, deleted: boolean): RandomJob {
  const cmd = `/bin/sh -c 'echo start ${index}.0 >> ${marks}; kill -KILL $PPID; sleep 1000'`;
  return {
    json: { tasks: [{ cmd }], resources: { cpus: 1, memory: 0.1 } },
    deleted,
    end: {
      status: 'failed',
      reason: 'The runner of the job ended before its tasks did',
      exitCodes: [undefined],
      stdout: '',
      outputs: {},
      marks: [`start ${index}.0`],
    },
  };
}

/** What `seq 1 LAST` prints. */
function numbers(last: number): string {
  return Array.from({ length: last }, (_, index) => `${index + 1}\n`).join('');
}
