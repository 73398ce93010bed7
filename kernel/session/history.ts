import type { HistoryRequest } from '../wire/requests.js';
import { matchesGlob } from './glob.js';
import { type HistoryLine, HistoryStore } from './history-store.js';

interface Entry extends HistoryLine {
  readonly session: number;
  output?: string;
}

/** What was run is written at most this often, in milliseconds. */
const writeInterval = 500;
/** Beyond this the oldest lines of this session are forgotten, in UTF-16 units. */
const mostText = 16 * 1024 * 1024;

/** What was run, in this kernel and in those before it and beside it. */
export class History {
  readonly #store: HistoryStore;
  /** Of this session, whose number is not known before it is asked for. */
  #entries: Entry[] = [];
  #unwritten: HistoryLine[] = [];
  #text = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  /** @param folder where the history of all sessions is kept */
  constructor(folder: string) {
    this.#store = new HistoryStore(folder);
  }

  /** Keeps what was run. */
  add(line: number, input: string): void {
    this.#entries.push({ session: 0, line, input });
    this.#unwritten.push({ line, input });
    this.#grow(input);
    this.#timer ??= setTimeout(() => void this.#write(), writeInterval).unref();
  }

  /** Keeps the text/plain of a line's value, for the life of this kernel. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.findLast(one => one.line === line);
    if (!entry) return;
    entry.output = output;
    this.#grow(output);
  }

  /** Tuples of session, line, and input or (with `output`) input and output, oldest first. */
  async read(request: HistoryRequest): Promise<unknown[]> {
    const current = await this.#number();
    const found = await this.#select(request, current);
    return found.map(({ session, line, input, output }) => [
      session || current,
      line,
      request.output ? [input, output ?? null] : input,
    ]);
  }

  /** Writes what was not yet written. */
  async close(): Promise<void> {
    await this.#write();
    await this.#store.close().catch(() => {});
  }

  async #select(request: HistoryRequest, current: number): Promise<Entry[]> {
    if (request.access === 'tail') return last(await this.#newest(request.n, current), request.n);
    if (request.access === 'range') {
      // 0 is the current session, negative numbers count back from it.
      const session = request.session > 0 ? request.session : current + request.session;
      return range(session === current ? this.#entries : await this.#kept(session), request);
    }
    const all = await this.#newest(Number.POSITIVE_INFINITY, current);
    const found = all.filter(({ input }) => matchesGlob(input, request.pattern));
    return last(request.unique ? latestOfEach(found) : found, request.n);
  }

  /** At least `n` entries, if there are so many: of this session, and of others before it. */
  async #newest(n: number, current: number): Promise<Entry[]> {
    const found = [this.#entries];
    let count = this.#entries.length;
    const others = (await this.#store.sessions()).filter(session => session !== current);
    for (const session of others.reverse()) {
      if (count >= n) break;
      const kept = await this.#kept(session);
      found.push(kept);
      count += kept.length;
    }
    return found.reverse().flat();
  }

  async #kept(session: number): Promise<Entry[]> {
    return (await this.#store.read(session)).map(line => ({ ...line, session }));
  }

  #grow(text: string): void {
    this.#text += text.length;
    while (this.#text > mostText && this.#entries.length > 1) {
      const { input, output = '' } = this.#entries.shift()!;
      this.#text -= input.length + output.length;
    }
  }

  /** 1 where nothing can be kept. */
  #number(): Promise<number> {
    return this.#store.number().catch(error => {
      this.#fail(error as Error);
      return 1;
    });
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#unwritten;
    this.#unwritten = [];
    if (lines.length > 0 && !this.#failed) {
      this.#writing = this.#writing
        .then(() => this.#store.append(lines, this.#entries))
        .catch((error: Error) => this.#fail(error));
    }
    return this.#writing;
  }

  #fail(error: Error): void {
    if (!this.#failed) {
      console.error(
        `The history is not kept: ${error.message}. Set TUNEBOOK_HOME to a folder that can be written to`,
      );
    }
    this.#failed = true;
  }
}

function last<T>(entries: readonly T[], n: number): T[] {
  return n > 0 ? entries.slice(-n) : [];
}

/** Negative places count from the end; a `stop` of 0 is the end, as in IPython. */
function range(entries: readonly Entry[], { start, stop }: { start: number; stop: number }): Entry[] {
  const end = (entries.at(-1)?.line ?? 0) + 1;
  const from = start < 0 ? end + start : start;
  const to = stop <= 0 ? end + stop : stop;
  return entries.filter(({ line }) => line >= from && line < to);
}

function latestOfEach(entries: readonly Entry[]): Entry[] {
  const latest = new Map(entries.map(entry => [entry.input, entry]));
  return entries.filter(entry => latest.get(entry.input) === entry);
}
