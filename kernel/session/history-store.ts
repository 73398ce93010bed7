import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What was run in a session. */
export interface HistoryLine {
  readonly line: number;
  readonly input: string;
}

/** So many sessions are kept, and so many bytes of them; the oldest go first. */
const mostSessions = 1000;
const mostBytes = 8 * 1024 * 1024;
/** Beyond this a session keeps its newer half, in bytes. */
const largestSession = 2 * 1024 * 1024;

/**
 * Keeps the history of all sessions in a folder: a file for each, named by the session's number, with a line of JSON for each
 * cell (`[12,"1 + 1"]`). Each kernel writes to its own file alone, so that any number of them can run, and what a killed one
 * leaves is whole but for its last line. Outputs are not kept: they may be large, and show what cells are meant to hide.
 */
export class HistoryStore {
  readonly #folder: string;
  #claimed: Promise<number> | undefined;
  #bytes = 0;

  /** @param folder made when something is kept, for this user alone */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The number of this session, which no other has had; claimed when first asked for. @throws Error of the file system */
  number(): Promise<number> {
    this.#claimed ??= this.#claim();
    return this.#claimed;
  }

  /** The numbers of the sessions that are kept, the oldest first. */
  async sessions(): Promise<number[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const numbers = names.map(name => Number(/^(\d+)\.jsonl$/.exec(name)?.[1]));
    return numbers.filter(Number.isSafeInteger).sort((a, b) => a - b);
  }

  /** What was run in a session; nothing if it is not kept. */
  async read(session: number): Promise<HistoryLine[]> {
    const text = await readFile(this.#file(session), 'utf8').catch(() => '');
    return text.split('\n').flatMap(parseLine);
  }

  /**
   * Adds what was run in this session.
   *
   * @param all what of this session is to be kept when its file has grown too large
   * @throws Error of the file system
   */
  async append(lines: readonly HistoryLine[], all: readonly HistoryLine[]): Promise<void> {
    const file = this.#file(await this.number());
    const text = lines.map(format).join('');
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes <= largestSession) {
      await appendFile(file, text, { mode: 0o600 });
      return;
    }
    const kept = newerHalf(all.map(format));
    this.#bytes = Buffer.byteLength(kept);
    await writeFile(`${file}.new`, kept, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  /** Gives the number back if nothing was run. */
  async close(): Promise<void> {
    if (this.#claimed && this.#bytes === 0) await rm(this.#file(await this.#claimed), { force: true });
  }

  async #claim(): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const earlier = await this.sessions();
    for (let number = (earlier.at(-1) ?? 0) + 1; ; number++) {
      try {
        await (await open(this.#file(number), 'wx', 0o600)).close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        continue;
      }
      await this.#removeOldest(earlier);
      return number;
    }
  }

  async #removeOldest(sessions: readonly number[]): Promise<void> {
    let bytes = 0;
    for (const [index, session] of sessions.toReversed().entries()) {
      const file = this.#file(session);
      bytes += await stat(file).then(
        ({ size }) => size,
        () => 0,
      );
      if (index >= mostSessions || bytes > mostBytes) await rm(file, { force: true });
    }
  }

  #file(session: number): string {
    return join(this.#folder, `${session}.jsonl`);
  }
}

function format({ line, input }: HistoryLine): string {
  return `${JSON.stringify([line, input])}\n`;
}

/** None if the line was not written to its end. */
function parseLine(text: string): HistoryLine[] {
  try {
    const [line, input] = JSON.parse(text) as unknown[];
    return Number.isSafeInteger(line) && typeof input === 'string' ? [{ line: line as number, input }] : [];
  } catch {
    return [];
  }
}

function newerHalf(lines: readonly string[]): string {
  let kept = '';
  for (const line of lines.toReversed()) {
    if (kept.length + line.length > largestSession / 2) break;
    kept = line + kept;
  }
  return kept;
}
