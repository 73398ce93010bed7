import { type ChildProcess, spawn } from 'node:child_process';
import { findProgram } from './find-program.js';
import type { JobFolder } from './job-folder.js';

/**
 * Starts the watches over wall time and memory through a small shell, watch-starter.sh: a fork of Node takes the longer the
 * more memory it has. The shell is started again when somebody has ended it. When the service is gone it has all that runs
 * watched. Watches go on without the shell, and without the service.
 */
export class WatchStarter {
  #shell: ChildProcess | undefined;
  #closed = false;

  /**
   * @param jobs the folder that holds the jobs' folders.
   * @param runner see {@link Runners}.
   * @param script the text of watch-starter.sh.
   */
  constructor(
    private readonly jobs: string,
    private readonly runner: string,
    private readonly script: string,
  ) {
    // At once: this process is small now.
    this.#shell = this.#open();
  }

  /** Tells of a runner that was started for an attempt. */
  starts(folder: JobFolder, runner: number): void {
    this.#tell(`starts ${runner} ${folder.place}`);
  }

  /** Asks for the watch over an attempt. It is begun once, however often this is asked. */
  lasts(folder: JobFolder, runner: number): void {
    this.#tell(`lasts ${runner} ${folder.place}`);
  }

  /** Has what runs watched, and starts nothing more. */
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
    const setsid = bash === undefined ? 'setsid' : '';
    const options = [this.script, 'tunebook-watches', this.jobs, this.runner, setsid];
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
