import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import xterm from '@xterm/headless';
import { python } from './jupyter.ts';
import { until } from './until.ts';

/** Gives the program a terminal of its own, and ends with its exit code. */
const inTerminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

/** A program in a terminal, and the keyboard of that terminal. */
export class Terminal {
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessWithoutNullStreams;
  /** Programs redraw what has changed alone, so that what they print is not what a user sees. */
  readonly #screen = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });

  constructor(command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    // Nobody answers where the cursor is.
    const env = { ...options.env, TERM: 'xterm', PROMPT_TOOLKIT_NO_CPR: '1' };
    this.#child = spawn(python, ['-c', inTerminal, ...command], { ...options, env });
    this.#child.stdout.on('data', (bytes: Buffer) => this.#screen.write(bytes));
    this.ended = new Promise(resolve => this.#child.once('close', resolve));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** What the terminal shows, and what has left it at the top. */
  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index)!);
    return lines.map(line => (line.isWrapped ? '' : '\n') + line.translateToString(true)).join('');
  }

  /** Resolves when the terminal shows it. */
  async shows(pattern: RegExp): Promise<void> {
    await until(() => pattern.test(this.text) || this.#child.exitCode !== null, 20_000).catch(() => {});
    if (!pattern.test(this.text)) throw new Error(`The terminal does not show ${pattern}, but ${this.text}`);
  }

  /** Takes the terminal away, if the program still has it. */
  close(): void {
    this.#child.kill();
  }
}
