import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a cell of the corpus is expected to do; the oracle proper is what TypeScript and Node make of it. */
export type Expectation =
  | { readonly kind: 'runs' }
  /** Refused, with these codes of TypeScript; with any, if none is given. */
  | { readonly kind: 'refused'; readonly codes: readonly number[] }
  /** Judged differently on purpose, for a reason in {@link DEVIATIONS}; with these codes, none if it runs. */
  | { readonly kind: 'deviates'; readonly reason: keyof typeof DEVIATIONS; readonly codes: readonly number[] }
  /** Runs and throws, at this line. */
  | { readonly kind: 'throws'; readonly line: number };

/** Where a cell is judged differently from its module, and why. */
export const DEVIATIONS = {
  narrowing:
    'What a condition or an assignment of one cell found out about a name does not hold in the next: in between, anything may happen.',
  whole: 'A module may be one value for those that import it; nobody imports a cell.',
  halves:
    'A cell that declares a type does not see a value of that name in an earlier cell; later cells see both.',
};

export interface CellText {
  readonly code: string;
  readonly expected: Expectation;
}

/** Cells that follow one another. */
export interface NotebookText {
  readonly title: string;
  readonly cells: readonly CellText[];
}

const FOLDER = new URL('./corpus/', import.meta.url);

/**
 * The notebooks of the corpus. In its files `// %%% title` begins a notebook and `// %%` a cell; behind that mark stands what is
 * special about the cell: `bom` or `crlf`, then `refused 2322 2345`, `deviates narrowing 2322` or `throws 3` (the line).
 */
export function readCorpus(): NotebookText[] {
  return readdirSync(fileURLToPath(FOLDER))
    .sort()
    .flatMap(name => {
      const area = name.replace(/\.ts$/, '');
      const [, ...notebooks] = readFileSync(new URL(name, FOLDER), 'utf8').split(/^\/\/ %%% /m);
      return notebooks.map(text => parseNotebook(area, text));
    });
}

/** True for a notebook that changes globals: others in the same program or process would see it. */
export function reachesFar({ cells }: NotebookText): boolean {
  return cells.some(({ code }) => /declare (global|module)/.test(code));
}

function parseNotebook(area: string, text: string): NotebookText {
  const [title = '', ...cells] = text.split(/^\/\/ %%/m);
  return { title: `${area}: ${title.trim()}`, cells: cells.map(parseCell) };
}

function parseCell(text: string): CellText {
  const end = text.indexOf('\n');
  const words = text.slice(0, end).trim().split(/\s+/);
  const take = (word: string) => words[0] === word && words.shift() === word;
  const isMarked = take('bom');
  const isDos = take('crlf');
  // The newline before the next mark belongs to the mark.
  const plain = text.slice(end + 1).replace(/\n$/, '');
  const code = (isMarked ? '\uFEFF' : '') + (isDos ? plain.replaceAll('\n', '\r\n') : plain);
  return { code, expected: parseExpectation(words) };
}

function parseExpectation([kind, ...rest]: readonly string[]): Expectation {
  switch (kind || 'runs') {
    case 'runs':
      return { kind: 'runs' };
    case 'refused':
      return { kind: 'refused', codes: rest.map(Number) };
    case 'throws':
      return { kind: 'throws', line: Number(rest[0]) };
    case 'deviates':
      if (rest[0]! in DEVIATIONS)
        return {
          kind: 'deviates',
          reason: rest[0] as keyof typeof DEVIATIONS,
          codes: rest.slice(1).map(Number),
        };
  }
  throw new Error(`The corpus expects something unknown: ${kind} ${rest.join(' ')}`);
}
