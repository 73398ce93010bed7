import type { Diagnostic } from '../language.js';
import { positionAt } from '../positions.js';
import { type CellNames, collectNames } from '../transform/names.js';
import { child, field, list, type Node, parse } from '../transform/syntax.js';
import type { Checker } from './checker.js';
import type { Finding } from './finding.js';
import type { Origin } from './origin.js';
import { MOST_CHECKED_AGAIN, type Workspace } from './workspace.js';

interface OlderCell {
  readonly cell: number;
  readonly code: string;
  readonly declared: readonly string[];
  /** Where the names came from that it uses. */
  readonly origins: ReadonlyMap<string, Origin>;
}

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
  /** By names that they use, the oldest first; cells of which nothing is left are forgotten when they are come upon. */
  readonly #users = new Map<string, Set<OlderCell>>();

  constructor(workspace: Workspace, checker: Checker) {
    this.#workspace = workspace;
    this.#checker = checker;
  }

  /** To be called before the workspace commits the cell. */
  add(cell: number, code: string, names: CellNames): void {
    if (names.declared.size === 0) return;
    const seen = this.#workspace.names;
    const used = [...names.used].filter(name => seen.cellOf(name) !== undefined || names.declared.has(name));
    const origins = new Map(used.map(name => [name, seen.originOf(name)]));
    const older = { cell, code, declared: [...names.declared.keys()], origins };
    for (const name of used) {
      const users = this.#users.get(name);
      if (users) users.add(older);
      else this.#users.set(name, new Set([older]));
    }
  }

  /** Forgets every cell. */
  reset(): void {
    this.#users.clear();
  }

  /** What no longer fits in older cells once the current cell, which is without errors, has run. */
  brokenBy(names: CellNames): Diagnostic[] {
    const redefined = [...names.declared].filter(
      ([name, kind]) => kind !== 'type' && (this.#workspace.names.kindOf(name) ?? 'type') !== 'type',
    );
    if (!redefined.length) return [];
    const changed = new Set(redefined.map(([name]) => name));
    const users = this.#usersOf(changed, names);
    if (!users.length) return [];
    const texts = users.map(user => this.#textOf(user, changed));
    const found = this.#checker.checkAgain(this.#workspace.enterAgain(texts));
    return users.flatMap((user, index) => this.#warnings(user, changed, found[index]!));
  }

  /** Cells with live functions that use one of the names: the latest of them. */
  #usersOf(redefined: ReadonlySet<string>, current: CellNames): User[] {
    const candidates = [...new Set([...redefined].flatMap(name => [...(this.#users.get(name) ?? [])]))];
    const found: User[] = [];
    // Very many cells may use a name.
    for (const older of candidates.sort((a, b) => b.cell - a.cell)) {
      const kept = this.#keptOf(older, redefined, current);
      if (kept.length) found.unshift({ ...older, kept, names: collectNames(kept) });
      if (found.length === MOST_CHECKED_AGAIN) break;
    }
    return found;
  }

  /** The statements of a cell that use one of the names when they are called. */
  #keptOf(older: OlderCell, redefined: ReadonlySet<string>, current: CellNames): Node[] {
    const isFrom = (name: string) => this.#workspace.names.cellOf(name) === older.cell;
    if (!older.declared.some(isFrom)) {
      for (const name of older.origins.keys()) this.#users.get(name)?.delete(older);
      return [];
    }
    const { body } = parse(older.code, this.#workspace.language);
    const deferred = body.filter(isDeferred).map(statement => ({ statement, ...collectNames([statement]) }));
    for (const name of redefined)
      if (!deferred.some(({ used }) => used.has(name))) this.#users.get(name)?.delete(older);
    return deferred
      .filter(({ declared, used }) => {
        const isLive = [...declared.keys()].some(name => isFrom(name) && !current.declared.has(name));
        return isLive && [...redefined].some(name => used.has(name));
      })
      .map(({ statement }) => statement);
  }

  /** The code to look at, with the changed names as the current cell has them. */
  #textOf({ cell, code, declared, origins, kept, names }: User, changed: ReadonlySet<string>): string {
    const own = new Set(declared);
    const { names: seen, modules, moduleOfCurrent: current } = this.#workspace;
    const epilogue = seen.epilogue(names, {
      modules: [...modules, current],
      current,
      origin: name => {
        if (changed.has(name)) return { module: current, name };
        return own.has(name) ? seen.versionOf(name, cell) : (origins.get(name) ?? seen.originOf(name));
      },
    });
    return masked(code, kept) + epilogue;
  }

  #warnings(
    { cell, code, names: { used } }: User,
    changed: ReadonlySet<string>,
    found: readonly Finding[],
  ): Diagnostic[] {
    const names = [...changed].filter(name => used.has(name)).map(name => `'${name}'`);
    return found
      .filter(({ code: number, start, message }) => {
        const follows = FOLLOWS.has(number) || SAME_AGAIN.test(message);
        return start < code.length && !follows;
      })
      .map(({ code: number, message, start, end }) => ({
        ...{ severity: 'warning', code: number, start, end },
        message: `${message}\n  This cell gives another type to ${names.join(', ')}, which that code uses.`,
        ...positionAt(code, start),
        file: { name: `cell[${cell}]`, text: code },
      }));
  }
}

/**
 * Parameters have no type where a call has become wrong, which is said besides. A `let` of the current cell is exported as a type.
 */
const FOLLOWS = new Set([7006, 7019, 7031, 1362]);

interface User extends OlderCell {
  /** The statements to look at. */
  readonly kept: readonly Node[];
  /** Those of the statements. */
  readonly names: CellNames;
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
