import { parseSync } from 'oxc-parser';
import type { Language } from '../../../../dist/kernel/language/language.js';
import { type EquivalentModule, equivalentModule, OlderCell, withoutMarks } from './equivalent.ts';
import type { CellText, NotebookText } from './notebook-text.ts';
import { checkModules, type PlainFinding } from './plain-typescript.ts';
import type { Declared } from './rename.ts';

/** A cell, as the product judged it, and the module that plain TypeScript shall judge. */
export interface JudgedCell {
  readonly title: string;
  readonly index: number;
  readonly text: CellText;
  readonly accepted: boolean;
  readonly found: readonly string[];
  readonly module: EquivalentModule;
}

/**
 * Where cells differ from a module on purpose. Implicit `any` (7005, 7034: a later cell fills `const rows = []`) and packages
 * without types (7016) keep no cell from running.
 */
const ACCEPTED = new Set([7005, 7034, 7016]);

/** Of code that has no syntax tree it is not known which names it uses, so nothing is said of unknown ones as yet. */
const UNKNOWN_NAMES = new Set([2304, 2503, 2552, 2580, 2584]);

/** In an older cell these would say that the module was put together wrongly: duplicate and unknown names. */
const MISMADE = new Set([2300, 2304, 2451, 2552]);

/** Gives a notebook to the language; a refused cell declares nothing for the next, and neither does one that throws. */
export async function judge(language: Language, { title, cells }: NotebookText): Promise<JudgedCell[]> {
  await language.reset();
  const older: OlderCell[] = [];
  const judged: JudgedCell[] = [];
  for (const [index, text] of cells.entries()) {
    const { diagnostics, program } = await language.prepare(text.code, index + 1);
    const cell = program && new OlderCell(text.code);
    const module = equivalentModule(older, text.code, namesOf(text.code));
    // Warnings are about older cells, whose names this one declares again: see `redefinition.test.ts`.
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const found = errors.map(finding => shown(finding, 0, text.code));
    judged.push({ title, index, text, accepted: program !== undefined, found, module });
    if (!cell || text.expected.kind === 'throws') continue;
    await language.commit(index + 1);
    older.push(cell);
  }
  return judged;
}

function namesOf(code: string): ReadonlyMap<string, Declared> {
  try {
    return new OlderCell(code).names;
  } catch {
    // With wrong syntax nothing is looked at but the syntax.
    return new Map();
  }
}

/** What the product and plain TypeScript say differently of cells, readable; nothing of a cell where they agree. */
export function differences(folder: string, judged: readonly JudgedCell[]): Map<JudgedCell, string> {
  const plain = checkModules(
    folder,
    judged.map(({ module }) => module.text),
  );
  const reports = judged.map((cell, at): [JudgedCell, string] | undefined => {
    const { offset } = cell.module;
    const isParsed = parseSync('cell.ts', cell.text.code, { lang: 'ts' }).program.body.length > 0;
    const isReported = (code: number) => !ACCEPTED.has(code) && (isParsed || !UNKNOWN_NAMES.has(code));
    const findings = plain[at]!.filter(({ code }) => isReported(code));
    const astray = findings.filter(({ start, code }) => start < offset && (code < 2000 || MISMADE.has(code)));
    if (astray.length)
      return [
        cell,
        report(
          cell,
          'The oracle itself is wrong: older cells have errors.',
          astray.map(one => shown(one, 0, cell.module.text)),
        ),
      ];
    const expected = findings
      .filter(({ start }) => start >= offset)
      .map(one => shown(one, offset, cell.text.code));
    const equal = [...expected].sort().join('\n') === [...cell.found].sort().join('\n');
    return equal ? undefined : [cell, report(cell, 'Plain TypeScript finds', expected)];
  });
  return new Map(reports.filter(one => one !== undefined));
}

function report(
  { title, index, found, module }: JudgedCell,
  heading: string,
  expected: readonly string[],
): string {
  const lines = (list: readonly string[]) => (list.length ? list.map(line => `  ${line}`) : ['  nothing']);
  return [
    `--- ${title}, cell ${index + 1}`,
    module.text,
    'The product finds',
    ...lines(found),
    heading,
    ...lines(expected),
  ].join('\n');
}

function shown({ code, message, start, end }: PlainFinding, offset: number, text: string): string {
  const place = Math.min(start - offset, text.length);
  return `TS${code} at ${place}+${Math.min(end - offset, text.length) - place}: ${neutral(message)}`;
}

/**
 * A message without the name of the module that a type comes from. A generated alias beside a value of its name is printed without its
 * default argument where it is imported.
 */
function neutral(message: string): string {
  return withoutMarks(message)
    .replace(/cell\[\d+\]\./g, '')
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/\b(T|Row)<number>/g, '$1');
}
