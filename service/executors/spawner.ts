import { type ChildProcess, spawn } from 'node:child_process';
import { findProgram } from './find-program.js';
import type { JobFolder } from './job-folder.js';

/** Milliseconds after which the system's entry of a runner that ended is given back. */
const reapAfter = 1000;

/**
 * Starts runners through a small shell, spawner.sh: a fork of Node takes the longer the more memory it has. The shell is
 * started again when somebody has ended it. Runners go on without the shell, and without the service.
 */
export class Spawner {
  #shell: ChildProcess | undefined;
  #reaping: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param jobs the folder that holds the jobs' folders.
   * @param script the text of spawner.sh.
   */
  constructor(
    private readonly jobs: string,
    private readonly script: string,
  ) {
    // At once: this process is small now.
    this.#shell = this.#open();
  }

  /** Asks for the runner of an attempt. May be asked again: a runner that finds the attempt started just ends. */
  start(folder: JobFolder): void {
    this.#tell(folder.place);
  }

  /** Asks for the watch over wall time and memory of an attempt. It is begun once, however often this is asked. */
  watch(folder: JobFolder, runner: number): void {
    this.#tell(`${folder.place} ${runner}`);
  }

  /** A runner has ended. */
  ended(): void {
    this.#reaping ??= setTimeout(() => {
      this.#reaping = undefined;
      this.#tell('');
    }, reapAfter).unref();
  }

  /** Starts nothing more; what was asked for is started. */
  close(): void {
    this.#closed = true;
    this.#shell?.stdin?.end();
  }

  #tell(line: string): void {
    if (this.#closed) return;
    this.#shell ??= this.#open();
    this.#shell.stdin!.write(`${line}\n`);
  }

  #open(): ChildProcess {
    const bash = findProgram('bash');
    const options = [this.script, 'tunebook-spawner', this.jobs, bash === undefined ? 'setsid' : ''];
    const shell = spawn(bash ?? '/bin/sh', ['-c', ...options], {
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const forget = () => {
      if (this.#shell === shell) this.#shell = undefined;
    };
    // Who asked asks again.
    shell.on('error', forget).on('exit', forget);
    shell.stdin.on('error', forget);
    shell.unref();
    return shell;
  }
}
