import type { HistoryRequest } from '../wire/requests.js';

interface Entry {
  readonly line: number;
  readonly input: string;
  output?: string;
}

/** The number of this session in replies: what earlier kernels ran is not kept. */
const thisSession = 1;

/** What was run in this kernel, in memory. */
export class History {
  readonly #entries: Entry[] = [];

  /** Keeps what was run. */
  add(line: number, input: string): void {
    this.#entries.push({ line, input });
  }

  /** Keeps the text/plain of a line's value. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.at(-1);
    if (entry?.line === line) entry.output = output;
  }

  /** Tuples of session, line, and input or (with `output`) input and output, oldest first. */
  read(request: HistoryRequest): unknown[] {
    return this.#select(request).map(({ line, input, output }) => [
      thisSession,
      line,
      request.output ? [input, output ?? null] : input,
    ]);
  }

  #select(request: HistoryRequest): Entry[] {
    if (request.access === 'tail') return last(this.#entries, request.n);
    if (request.access === 'range') {
      // 0 is the current session, negative numbers count back from it.
      if (request.session !== 0 && request.session !== thisSession) return [];
      return this.#entries.filter(({ line }) => line >= request.start && line < request.stop);
    }
    const pattern = globPattern(request.pattern);
    let found = this.#entries.filter(({ input }) => pattern.test(input));
    // Of equal inputs the latest counts.
    if (request.unique) {
      const latest = new Map(found.map(entry => [entry.input, entry]));
      found = found.filter(entry => latest.get(entry.input) === entry);
    }
    return last(found, request.n);
  }
}

function last(entries: readonly Entry[], n: number): Entry[] {
  return n > 0 ? entries.slice(-n) : [];
}

/** A shell pattern: `*` and `?` stand for any characters. */
function globPattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
