import { join } from 'node:path';
import type { CommittedCode, NamedOrigin, View, ViewChange } from './calls.js';
import { withCellsNamed } from './check/cell-places.js';
import type { Checker } from './check/checker.js';
import { diagnosticIn } from './check/file-diagnostics.js';
import type { Finding } from './check/finding.js';
import { importedFiles } from './check/imported-files.js';
import { OlderCells } from './check/older-cells.js';
import type { Workspace } from './check/workspace.js';
import type { Diagnostic, Prepared } from './language.js';
import { positionsIn } from './positions.js';
import { type ImportKind, importKindOf } from './transform/import-kinds.js';
import { needsLowering } from './transform/lower.js';
import { type CellNames, collectNames, type NameKind } from './transform/names.js';
import { children, type Node, parse, requestsIn } from './transform/syntax.js';
import { transform } from './transform/transform.js';

/**
 * "Variable implicitly has type any in some locations": a notebook fills `const rows = []` in a later cell. "No declaration
 * file": a package without types is of type any. Neither keeps a cell from running.
 */
const ACCEPTED = new Set([7005, 7034, 7016]);

/** A string that names a file. */
const IMPORTS_FILES = /['"](\.{1,2}|file:)?\//;

/** "Cannot find name", "Cannot find namespace", "No value exists in scope for the shorthand property", with or without advice. */
const UNKNOWN_NAMES = new Set([
  2304, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2833, 18004,
]);
/** Says how JSX is turned on, if it is the only thing wrong with the code. */
function jsxIn(code: string): Finding | undefined {
  const { root, errors } = parse(code, 'tsx');
  const found = errors.length ? undefined : firstJsx(root);
  const message =
    'JSX is off. To turn it on, set "jsx" in a tsconfig.json beside the notebook and restart the kernel.';
  return found && { code: 17004, severity: 'error', message, start: found.start, end: found.end };
}

function firstJsx(node: Node): Node | undefined {
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return node;
  for (const next of children(node)) {
    const found = firstJsx(next);
    if (found) return found;
  }
  return undefined;
}

/** Undefined where the action fails, as it may for code with errors. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function isReported({ code }: Finding): boolean {
  return !ACCEPTED.has(code);
}

const NO_WHOLE = {
  code: 1203,
  severity: 'error',
  message: 'A cell is not a module that another one imports: what it declares is seen without an export.',
} as const;

/** "The containing function or module body is too large for control flow analysis." */
const TOO_LARGE = {
  code: 2563,
  message:
    'TypeScript can not follow so many statements in one cell or function. Write them as a loop, divide them among cells or functions, or read the data from a file.',
} as const;

const KINDS: Partial<Record<NameKind, { article: string; code: number }>> = {
  const: { article: 'a constant', code: 2588 },
  function: { article: 'a function', code: 2630 },
  class: { article: 'a class', code: 2629 },
  enum: { article: 'an enum', code: 2628 },
  namespace: { article: 'a namespace', code: 2631 },
};

/** The language on one thread: checks cells, makes them runnable, and keeps what they declare. */
export class LanguageCore {
  readonly workspace: Workspace;
  readonly #folder: string;
  readonly #checker: Checker;
  /** Said with the first cell. */
  #warnings: Diagnostic[] = [];
  readonly #older: OlderCells;
  readonly #prepared = new Map<number, { code: string; names: CellNames }>();

  /**
   * @param checker of the workspace, which is open
   * @param folder of the notebook
   * @param committed cells of an earlier instance, to be known again
   */
  constructor(
    workspace: Workspace,
    checker: Checker,
    folder: string,
    committed: readonly CommittedCode[] = [],
  ) {
    this.#folder = folder;
    this.workspace = workspace;
    this.#checker = checker;
    this.#older = new OlderCells(workspace, checker);
    if (workspace.userConfig) this.#warnings = this.#configWarnings();
    const { preloadPlace } = workspace;
    if (preloadPlace) workspace.preloadNames = checker.exportsAt(preloadPlace.file, preloadPlace.offset);
    const changed = committed.flatMap(({ cell, code }) =>
      this.#commit(cell, { code, names: collectNames(parse(code, this.workspace.language).body) }),
    );
    this.#checker.renew([...new Set(changed)]);
    this.#checker.warm();
  }

  /** Checks a cell and makes it runnable; a cell with errors has no program. */
  prepare(code: string, cell: number): Prepared {
    const { language, settings } = this.workspace;
    const { body, root, errors, tooDeep } = parse(code, language);
    const [error] = errors;
    if (error) {
      const { start, end } = error.labels[0] ?? { start: 0, end: code.length };
      const fallback: Finding = { code: 0, severity: 'error', message: error.message, start, end };
      const jsx = language === 'ts' ? jsxIn(code) : undefined;
      const found = jsx ? [jsx] : tooDeep ? [] : this.#syntaxErrors(code, body);
      return { diagnostics: this.#diagnostics(found.length ? found : [fallback], code, cell) };
    }
    const whole = body.find(({ type }) => type === 'TSExportAssignment');
    if (whole) return { diagnostics: this.#diagnostics([{ ...NO_WHOLE, ...whole }], code, cell) };
    const names = collectNames(body);
    const importsFiles =
      IMPORTS_FILES.test(code) || (settings.paths !== undefined && code.includes('import'));
    const isNewer = needsLowering(root, settings);
    const make = (imports: ReadonlyMap<string, ImportKind>) =>
      transform({ code, cell, names, imports, language, isNewer }, settings);
    let early: ReturnType<typeof make> | undefined;
    const found = this.#check(code, names, importsFiles, () => {
      // What an imported name stands for is known only after the check.
      if (!names.imported.length) early = attempt(() => make(new Map()));
    });
    const diagnostics = [...this.#warnings.splice(0), ...this.#diagnostics(found, code, cell)];
    if (importsFiles) diagnostics.push(...this.#inFiles(code));
    if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
    this.#prepared.set(cell, { code, names });
    const program = early ?? make(this.#importKinds(names));
    diagnostics.push(...this.#older.brokenBy(names));
    return { diagnostics, program: { ...program, preloadNames: this.workspace.preloadNamesOf(names) } };
  }

  /** Makes a prepared cell's names visible; {@link renew} it after that. */
  commit(cell: number): ViewChange {
    const prepared = this.#prepared.get(cell);
    this.#prepared.delete(cell);
    const files = prepared ? this.#commit(cell, prepared) : [];
    return this.#changeOf(prepared?.names.declared.keys() ?? [], files, false);
  }

  /** Forgets every cell; {@link renew} it after that. */
  reset(): ViewChange {
    this.#prepared.clear();
    this.#older.reset();
    const files = this.workspace.reset();
    return this.#changeOf(this.workspace.names.all, files, true);
  }

  /** Loads the types of a module that a cell may import soon. */
  prime(specifier: string): void {
    this.#checker.renew([this.workspace.prime(specifier)]);
  }

  /** Tells TypeScript what has changed. */
  renew({ files }: ViewChange): void {
    if (files.length) this.#checker.renew(files);
  }

  /** What unfinished code sees. */
  get view(): View {
    const { folder, edited, names, modules } = this.workspace;
    return { folder, document: edited, names: this.#named(names.all), modules };
  }

  /** Ends the native process. Idempotent. */
  close(): void {
    this.#checker.close();
  }

  #changeOf(names: Iterable<string>, files: readonly string[], isReset: boolean): ViewChange {
    const { modules } = this.workspace;
    return { names: this.#named(names), modules, files, userFiles: this.#checker.userFiles, isReset };
  }

  #named(names: Iterable<string>): NamedOrigin[] {
    return [...names].map(name => [name, this.workspace.names.originOf(name)]);
  }

  #commit(cell: number, { code, names }: { code: string; names: CellNames }): string[] {
    this.#older.add(cell, code, names);
    return this.workspace.commit(cell, { code, names });
  }

  #check(code: string, names: CellNames, importsFiles: boolean, meanwhile?: () => void): Finding[] {
    this.workspace.enter(code, names);
    const found = this.#checker.check(importsFiles, meanwhile);
    const unknown = found.filter(({ code: number }) => UNKNOWN_NAMES.has(number));
    if (!unknown.length) return found;
    // Once more with all that may be meant, for "Did you mean".
    const like = this.workspace.names.like(unknown.map(({ start, end }) => code.slice(start, end)));
    this.workspace.enter(code, { ...names, used: new Set([...names.used, ...like]) });
    return this.#checker.check();
  }

  /** What is wrong in the user's files that the current cell imports. */
  #inFiles(code: string): Diagnostic[] {
    const { current, root, language } = this.workspace;
    const files = importedFiles(
      { file: current, requests: requestsIn(code, language) },
      (file, requests) => this.#checker.modulesAt(file, requests),
      file => !file.startsWith(root),
    );
    return files.flatMap(file =>
      this.#checker
        .checkFile(file)
        .filter(isReported)
        .map(finding => diagnosticIn(file, finding, this.#folder)),
    );
  }

  /** What can't be honoured of the user's compiler options keeps no cell from running. */
  #configWarnings(): Diagnostic[] {
    return this.#checker.checkConfig().map(finding => {
      const { file } = finding;
      const warning = { ...finding, severity: 'warning' } as const;
      // What is wrong with a file that it extends is reported of the kernel's own.
      return file === undefined || file.startsWith(this.workspace.root)
        ? diagnosticIn(join(this.#folder, 'tsconfig.json'), { ...warning, start: 0, end: 0 }, this.#folder)
        : diagnosticIn(file, warning, this.#folder);
    });
  }

  /** In TypeScript's words, which are those that people look up. */
  #syntaxErrors(code: string, body: readonly Node[]): Finding[] {
    this.workspace.enterBare(code);
    const found = this.#checker.syntax();
    if (found.length) return found;
    // Some complaints of the parser are TypeScript's only once it looks at types.
    if (body.length) return this.#check(code, collectNames(body), false);
    // Without a syntax tree it is not known which names to give to the cell.
    return this.#checker.check().filter(({ code: number }) => !UNKNOWN_NAMES.has(number));
  }

  #importKinds({ imported }: CellNames): Map<string, ImportKind> {
    if (!imported.length) return new Map();
    const targets = this.#checker.importTargets(imported.map(({ start }) => start));
    return new Map(imported.map(({ name }, index) => [name, importKindOf(targets[index]!)]));
  }

  #diagnostics(found: readonly Finding[], code: string, cell: number): Diagnostic[] {
    const positionAt = positionsIn(code);
    return found.filter(isReported).map(finding => {
      const start = Math.min(finding.start, code.length);
      const end = Math.min(Math.max(finding.end, start), code.length);
      const { severity } = finding;
      return { severity, ...this.#reworded(finding, cell), start, end, ...positionAt(start) };
    });
  }

  /** Says cells where TypeScript speaks of the files that stand for them. */
  #reworded({ code, message }: Finding, cell: number): { code: number; message: string } {
    if (code === TOO_LARGE.code) return TOO_LARGE;
    const text = withCellsNamed(message).replace(/import\("[^"]*~current"\)/g, `cell[${cell}]`);
    const assigned = code === 2632 ? /'([^']+)'/.exec(text)?.[1] : undefined;
    const kind = assigned === undefined ? undefined : KINDS[this.workspace.names.kindOf(assigned) ?? 'let'];
    return kind
      ? { code: kind.code, message: text.replace('an import', kind.article) }
      : { code, message: text };
  }
}
