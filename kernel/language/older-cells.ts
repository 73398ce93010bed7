import type { Checker } from './checker.js';
import type { DiagnosedFile, Diagnostic } from './language.js';
import { type CellNames, collectNames } from './names.js';
import { positionAt } from './positions.js';
import { child, field, list, type Node, parse } from './syntax.js';
import type { Workspace } from './workspace.js';

interface OlderCell {
  readonly code: string;
  /** Where the names came from that it uses. */
  readonly origins: ReadonlyMap<string, string>;
}

/** How many cells are looked at for one that redefines names, the latest first: each takes a millisecond or two. */
const MOST = 10;
/** "Types have separate declarations of a private property": a class that was run again is another one, with nothing amiss. */
const SAME_AGAIN = /separate declarations/;

/**
 * Cells whose functions see, when they are called, what later cells declare: such a function may no longer fit a name that has
 * another type now.
 *
 * #### Notes
 * What a cell did when it ran stays done, so only code that runs later is checked again: functions, methods and classes that are
 * declared as such. All else that the cell declared keeps its type.
 */
export class OlderCells {
  readonly #workspace: Workspace;
  readonly #checker: Checker;
  readonly #cells = new Map<number, OlderCell>();

  constructor(workspace: Workspace, checker: Checker) {
    this.#workspace = workspace;
    this.#checker = checker;
  }

  /** To be called before the workspace commits the cell. */
  add(cell: number, code: string, names: CellNames): void {
    if (names.declared.size === 0) return;
    const origins = new Map([...names.used].map(name => [name, this.#workspace.originOf(name)]));
    this.#cells.set(cell, { code, origins });
  }

  /** Forgets every cell. */
  reset(): void {
    this.#cells.clear();
  }

  /** What no longer fits in older cells once the current cell, which is without errors, has run. */
  brokenBy(names: CellNames): Diagnostic[] {
    const redefined = [...names.declared].filter(
      ([name, kind]) => kind !== 'type' && (this.#workspace.kindOf(name) ?? 'type') !== 'type',
    );
    const users = redefined.length ? this.#usersOf(new Set(redefined.map(([name]) => name)), names) : [];
    if (!users.length) return [];
    const changed = this.#changedAmong(redefined.map(([name]) => name));
    const found = changed.size ? users.slice(-MOST).flatMap(user => this.#check(user, changed)) : [];
    this.#workspace.enterAgain('export {};');
    return found;
  }

  /** Cells with live functions that use one of the names. */
  #usersOf(redefined: ReadonlySet<string>, current: CellNames): User[] {
    return [...this.#cells].flatMap(([cell, older]) => {
      if (![...redefined].some(name => older.origins.has(name))) return [];
      const { body } = parse(older.code, this.#workspace.language);
      const kept = body.filter(statement => {
        const { declared, used } = collectNames([statement]);
        const isLive = [...declared.keys()].some(
          name => this.#workspace.cellOf(name) === cell && !current.declared.has(name),
        );
        return isLive && isDeferred(statement) && [...redefined].some(name => used.has(name));
      });
      return kept.length ? [{ cell, ...older, kept }] : [];
    });
  }

  /** Those of the names whose new value does not do where the old one did. */
  #changedAmong(redefined: readonly string[]): Set<string> {
    const lines = redefined.flatMap(name => {
      const now = `typeof import('${this.#workspace.specifierOfCurrent}').${name}`;
      const before = `typeof import('${this.#workspace.originOf(name)}').${name}`;
      const fits = (from: string, to: string) => `((x: ${from}): ${to} => x);`;
      const isAssigned = this.#workspace.kindOf(name) === 'let';
      return [fits(now, before), isAssigned ? fits(before, now) : ''];
    });
    const text = `export {};\n${lines.join('\n')}`;
    this.#workspace.enterAgain(text);
    const found = this.#checker.checkAgain(this.#workspace.again);
    return new Set(found.map(({ start }) => redefined[(positionAt(text, start).line - 2) >> 1]!));
  }

  #check({ cell, code, origins, kept }: User, changed: ReadonlySet<string>): Diagnostic[] {
    const names = collectNames(kept);
    const own = collectNames(parse(code, this.#workspace.language).body).declared;
    const epilogue = this.#workspace.epilogue(names, name => {
      if (changed.has(name)) return this.#workspace.specifierOfCurrent;
      return own.has(name) ? this.#workspace.specifierOf(cell) : origins.get(name)!;
    });
    this.#workspace.enterAgain(masked(code, kept) + epilogue);
    const file: DiagnosedFile = { name: `cell[${cell}]`, text: code };
    const users = [...changed].filter(name => names.used.has(name)).map(name => `'${name}'`);
    return this.#checker
      .checkAgain(this.#workspace.again)
      .filter(({ code: number, start, message }) => {
        const follows = FOLLOWS.has(number) || SAME_AGAIN.test(message);
        return start < code.length && !follows;
      })
      .map(({ code: number, message, start, end }) => ({
        ...{ severity: 'warning', code: number, start, end, file },
        message: `${message}\n  This cell gives another type to ${users.join(', ')}, which that code uses.`,
        ...positionAt(code, start),
      }));
  }
}

/**
 * Parameters have no type where a call has become wrong, which is said besides. A `let` of the current cell is exported as a type.
 */
const FOLLOWS = new Set([7006, 7019, 7031, 1362]);

interface User extends OlderCell {
  readonly cell: number;
  /** The statements to look at. */
  readonly kept: readonly Node[];
}

/** True for declarations of what runs when it is called. */
function isDeferred(statement: Node): boolean {
  const declaration = /^Export/.test(statement.type) ? child(statement, 'declaration') : statement;
  if (declaration?.type !== 'VariableDeclaration')
    return declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration';
  return list(declaration, 'declarations').every(one => isCallable(child(one, 'init')));
}

function isCallable(value: Node | undefined): boolean {
  if (!value) return false;
  if (value.type === 'ObjectExpression')
    return list(value, 'properties').every(one => !field(one, 'computed') && isCallable(child(one, 'value')));
  return /^(ArrowFunction|Function|Class)Expression$/.test(value.type);
}

/** The code with nothing but some of its statements, at the places where they were. */
function masked(code: string, kept: readonly Node[]): string {
  const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');
  let end = 0;
  let text = '';
  for (const statement of kept) {
    text += blank(code.slice(end, statement.start)) + code.slice(statement.start, statement.end);
    end = statement.end;
  }
  return text + blank(code.slice(end));
}
