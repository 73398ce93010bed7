import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { JobFolder } from './job-folder.js';
import { markVariable } from './plan.js';
import type { WatchStarter } from './watch-starter.js';

/**
 * Has attempts run, each by a shell that runs runner.sh, and gives a shell that is alone after its job the next one: to
 * start a shell takes longer than a short job does. Runners end their jobs without the service.
 */
export class Runners {
  /** Those that wait for a job, the one that was used last at the end. */
  #idle: ChildProcess[] = [];
  /** By the place of the attempt that each was given. */
  readonly #busy = new Map<string, ChildProcess>();
  /** Who hears that a runner has ended its job or itself. */
  readonly #ended = new WeakMap<ChildProcess, () => void>();

  /**
   * @param jobs the folder that holds the jobs' folders.
   * @param runner the path of a copy of runner.sh, which nobody changes: a shell reads a script while it runs it.
   */
  constructor(
    private readonly jobs: string,
    private readonly runner: string,
    private readonly watches: WatchStarter,
  ) {}

  /**
   * Has an attempt run. May be asked again: a runner that finds the attempt started leaves it alone.
   *
   * @param ended is called when the runner has ended the attempt, or was ended.
   */
  start(folder: JobFolder, ended: () => void): void {
    this.gaveUp(folder);
    const runner = this.#idle.pop() ?? this.#open(folder);
    this.#busy.set(folder.place, runner);
    this.#ended.set(runner, ended);
    runner.stdin?.write(`${folder.place}\n`);
  }

  /** The runner of an attempt has ended it, and can run another. */
  isFree(folder: JobFolder): void {
    const runner = this.#busy.get(folder.place);
    this.#busy.delete(folder.place);
    if (runner && runner.exitCode === null && runner.signalCode === null) this.#idle.push(runner);
  }

  /** The runner of an attempt is not to run another, if there is one. */
  gaveUp(folder: JobFolder): void {
    this.#busy.get(folder.place)?.stdin?.end();
    this.#busy.delete(folder.place);
  }

  /** Asks for the watch over wall time and memory of an attempt. */
  watch(folder: JobFolder, runner: number): void {
    this.watches.lasts(folder, runner);
  }

  /** Starts nothing more. What runs goes on. */
  close(): void {
    for (const runner of [...this.#idle, ...this.#busy.values()]) runner.stdin?.end();
    this.#idle = [];
    this.#busy.clear();
    this.watches.close();
  }

  #open(folder: JobFolder): ChildProcess {
    const runner: ChildProcess = spawn('/bin/sh', [this.runner, 'serve', this.jobs], {
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', ...markVariable(randomUUID()) },
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ended = () => this.#ended.get(runner)?.();
    const forget = () => {
      this.#idle = this.#idle.filter(each => each !== runner);
      ended();
    };
    // Who asked asks again.
    runner.on('error', forget).on('exit', forget);
    // Without open files left it has no streams.
    runner.stdin?.on('error', forget);
    runner.stdout?.on('data', ended);
    runner.unref();
    (runner.stdout as Socket | null)?.unref();
    if (runner.pid !== undefined) this.watches.starts(folder, runner.pid);
    return runner;
  }
}
