import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { formatDiagnostics } from '../../../dist/kernel/language/diagnostics.js';
import { startLanguage } from '../../../dist/kernel/language/host.js';
import type { Language, LanguageOptions } from '../../../dist/kernel/language/language.js';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** What came of a cell, without colour codes. */
export interface Outcome {
  /** The value's inspection, as Node prints it. */
  readonly value?: string;
  readonly traceback?: string;
  /** What was said of the cell though it ran. */
  readonly warnings?: string;
  /** True if the cell was refused before it ran. */
  readonly refused: boolean;
}

/** A notebook in a folder of its own: the real checker, and a real process that runs the cells. */
export class Notebook {
  readonly folder: string;
  readonly language: Language;
  readonly #session: ChildProcess;
  #cells = 0;

  private constructor(folder: string, language: Language, session: ChildProcess) {
    this.folder = folder;
    this.language = language;
    this.#session = session;
  }

  /** @param files what stands beside the notebook when its kernel starts */
  static async open(
    options: Pick<LanguageOptions, 'compilerOptions'> = {},
    files: Readonly<Record<string, string>> = {},
  ): Promise<Notebook> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'tunebook-test-')));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const session = fork(fixture('session.mjs'), [folder, fixture('preload.mjs')]);
    const language = await startLanguage({ ...options, folder, preloadTypes: fixture('preload.d.mts') });
    return new Notebook(folder, language, session);
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(join(this.folder, name), text);
  }

  /** Completes at the bar (`¦`) in the code. */
  async complete(marked: string) {
    const { matches, start, end } = await this.language.complete(
      marked.replace('¦', ''),
      marked.indexOf('¦'),
    );
    return { texts: matches.map(({ text }) => text), kinds: matches.map(({ kind }) => kind), start, end };
  }

  async run(code: string): Promise<Outcome> {
    const cell = ++this.#cells;
    const { diagnostics, program } = await this.language.prepare(code, cell);
    const findings = plain(formatDiagnostics(diagnostics, code, cell));
    if (!program) return { refused: true, traceback: findings };
    await this.language.commit(cell);
    this.#session.send(program);
    const [{ value, error }] = await once(this.#session, 'message');
    return error
      ? { refused: false, traceback: plain(error.traceback) }
      : { refused: false, ...(value !== undefined && { value }), ...(findings && { warnings: findings }) };
  }

  /** Runs cells of which none may fail; the value of the last one. */
  async values(...codes: string[]): Promise<string | undefined> {
    let value: string | undefined;
    for (const code of codes) {
      const outcome = await this.run(code);
      if (outcome.traceback) throw new Error(`${code}\n${outcome.traceback}`);
      value = outcome.value;
    }
    return value;
  }

  async close(): Promise<void> {
    const exited = once(this.#session, 'exit');
    this.#session.kill();
    await Promise.all([exited, this.language.dispose()]);
    await rm(this.folder, { recursive: true });
  }
}

function plain(lines: readonly string[]): string {
  return stripVTControlCharacters(lines.join('\n'));
}
