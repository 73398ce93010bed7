import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { python } from './jupyter.ts';
import { until } from './until.ts';

/** Gives the program a terminal of its own, and ends with its exit code. */
const inTerminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

/** A program in a terminal, and the keyboard of that terminal. */
export class Terminal {
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessWithoutNullStreams;
  #printed = '';
  /** How much of it has been waited for. */
  #read = 0;

  constructor(command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    // Nobody answers where the cursor is.
    const env = { ...options.env, TERM: 'xterm', PROMPT_TOOLKIT_NO_CPR: '1' };
    this.#child = spawn(python, ['-c', inTerminal, ...command], { ...options, env });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
    });
    this.ended = new Promise(resolve => this.#child.once('close', resolve));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Resolves when the terminal shows it, with all that it has shown after what was waited for last. */
  async shows(pattern: RegExp): Promise<string> {
    const found = () => pattern.exec(stripVTControlCharacters(this.#printed).slice(this.#read));
    await until(() => found() !== null || this.#child.exitCode !== null, 20_000).catch(() => {});
    const match = found();
    if (!match) throw new Error(`The terminal did not show ${pattern}, but ${this.#printed}`);
    this.#read += match.index + match[0].length;
    return match.input.slice(0, match.index + match[0].length);
  }

  /** Takes the terminal away, if the program still has it. */
  close(): void {
    this.#child.kill();
  }
}
