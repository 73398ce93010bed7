import MagicString from 'magic-string';
import { type Declared, declaredBy, type Node, parseBody, renameAll } from './rename.ts';

/** Ends the name of a redeclared name's older version: too long to be taken for a misspelling of another name. */
const APART = 'ᐧolder_version_of_this_name';
const APART_MARK = /ᐧolder_version_of_this_name\d+/g;

/** The name as the user wrote it, in whatever text. */
export function withoutMarks(text: string): string {
  return text.replace(APART_MARK, '');
}

/** A cell that was accepted, with what it declares. */
export class OlderCell {
  readonly code: string;
  readonly body: readonly Node[];
  readonly names: ReadonlyMap<string, Declared>;

  constructor(code: string) {
    this.code = code;
    this.body = parseBody(code, 'ts');
    this.names = declaredBy(this.body);
  }
}

/** A cell in the module that it is equivalent to. */
export interface EquivalentModule {
  readonly text: string;
  /** Where the cell begins; it stands there unchanged, and nothing follows it. */
  readonly offset: number;
}

/**
 * The module of a cell: the older cells, then the cell itself, letter by letter. A name that was declared again means the newest
 * declaration, so the older ones are renamed.
 *
 * #### Notes
 * What TypeScript knows of a name of an older cell is its declared type. It does not know what the name last held: between two
 * cells anything may happen, and cells may run again. So the module forgets that, too, in three ways: an initialiser of a name with
 * a type annotation is `any`, a name without one is of the type `any` that a notebook gives it, and each `let` is assigned `any`
 * before the cell.
 */
export function equivalentModule(
  older: readonly OlderCell[],
  code: string,
  own: ReadonlyMap<string, Declared>,
): EquivalentModule {
  const shown = apart(older, own).join('');
  const forgotten = new Set(
    older.flatMap(({ names }) => [...names].filter(([, kind]) => kind === 'let').map(([name]) => name)),
  );
  for (const { names } of older) for (const [name, kind] of names) if (kind !== 'let') forgotten.delete(name);
  for (const name of own.keys()) forgotten.delete(name);
  const forget = [...forgotten].map(name => `${name} = undefined as any;`).join('');
  const before = older.length ? `${shown}${forget}\n` : '';
  return { text: before + code, offset: before.length };
}

/** The cells of a whole notebook as one module, each after a mark: see {@link markOf}. */
export function wholeModule(cells: readonly OlderCell[]): string {
  return apart(cells, new Map()).join('');
}

/** A statement that tells where a cell begins in what becomes of the module. */
export function markOf(index: number): string {
  return `'~cell-${index}';`;
}

/** What a name means, by the cell whose declaration it is. */
interface Version {
  readonly cell: number;
  readonly how: Declared;
}

function apart(cells: readonly OlderCell[], own: ReadonlyMap<string, Declared>): string[] {
  const versions = new Map<string, Version>();
  const declare = (names: ReadonlyMap<string, Declared>, cell: number) => {
    for (const [name, how] of names) versions.set(name, nextVersion(versions.get(name), { cell, how }));
    return new Map(versions);
  };
  const seen = cells.map(({ names }, index) => declare(names, index));
  const newest = declare(own, cells.length);
  return cells.map((cell, index) => {
    const older = [...seen[index]!].filter(([name, version]) => version.cell !== newest.get(name)?.cell);
    const renamed = new Map(older.map(([name, version]) => [name, `${name}${APART}${version.cell}`]));
    return `${markOf(index)}\n${rewritten(cell, renamed)}\n;\n`;
  });
}

/** A value and a type of the same name may come from two cells: neither takes the place of the other. */
function nextVersion(earlier: Version | undefined, own: Version): Version {
  const isHalf = earlier && earlier.how !== 'both' && own.how !== 'both';
  return isHalf && (earlier.how === 'type') !== (own.how === 'type')
    ? { cell: earlier.cell, how: 'both' }
    : own;
}

function rewritten({ code, body }: OlderCell, renamed: ReadonlyMap<string, string>): string {
  const text = new MagicString(code);
  renameAll(text, body, renamed);
  for (const statement of body) {
    const declaration = withoutExport(text, statement);
    if (declaration?.type === 'VariableDeclaration') forgetValues(text, declaration);
  }
  return text
    .toString()
    .replace(/^\uFEFF/, '')
    .replace(/^#!/, '//');
}

/** Two cells may export the same, a module may not. */
function withoutExport(text: MagicString, statement: Node): Node | undefined {
  if (!/^Export(Named|Default)/.test(statement.type)) return statement;
  const declaration: Node | undefined = statement['declaration'] ?? undefined;
  if (!declaration) {
    text.remove(statement.start, statement.end);
    return undefined;
  }
  const named = declaration['id'] || declaration.type === 'VariableDeclaration';
  text.update(statement.start, declaration.start, named ? '' : ';(');
  if (!named) text.appendLeft(declaration.end, ')');
  return declaration;
}

function forgetValues(text: MagicString, { declarations }: Node): void {
  for (const { id, init } of declarations) {
    if (id.typeAnnotation) {
      if (init) text.appendLeft(init.start, '(').appendRight(init.end, ') as any');
    } else if (id.type === 'Identifier') {
      if (init?.type === 'ArrayExpression' && !init.elements.length) text.appendLeft(id.end, ': any[]');
    }
  }
}
