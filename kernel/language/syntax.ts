import { type Program as Ast, type Comment, type OxcError, parseSync, visitorKeys } from 'oxc-parser';

/** What every node of the syntax tree has; the rest is read through {@link child} and {@link children}. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export interface Parsed {
  readonly body: readonly Node[];
  readonly root: Node;
  readonly errors: readonly OxcError[];
  readonly comments: readonly Comment[];
}

/** Parses TypeScript or JavaScript as a module. Offsets are UTF-16 units. */
export function parse(code: string, lang: 'ts' | 'js' = 'ts'): Parsed {
  const result = parseSync(`cell.${lang}`, code, { lang, sourceType: 'module' });
  const root: Ast = result.program;
  return { root, body: root.body, errors: result.errors, comments: result.comments };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Any field of a node that is not itself a node: `kind`, `name`, `computed` … */
export function field(node: Node, key: string): unknown {
  return (node as unknown as Record<string, unknown>)[key];
}

export function child(node: Node, key: string): Node | undefined {
  const value = field(node, key);
  return isNode(value) ? value : undefined;
}

/** The nodes of a list field; holes (as in `[, a]`) are left out. */
export function list(node: Node, key: string): Node[] {
  const value = field(node, key);
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function children(node: Node): Node[] {
  return (visitorKeys[node.type] ?? []).flatMap(key => {
    const value = field(node, key);
    return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
  });
}

/** The name of an identifier (or of the string in `export { a as 'b' }`). */
export function nameOf(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  const name = field(node, node.type === 'Literal' ? 'value' : 'name');
  return typeof name === 'string' ? name : undefined;
}

/** True for nodes that start a function of their own, where `await`, `var` and `this` no longer belong to the cell. */
export function isFunction(node: Node): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|StaticBlock|PropertyDefinition)$/.test(
    node.type,
  );
}

/** Every name that a binding pattern binds. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [nameOf(pattern)!];
    case 'ObjectPattern':
      return list(pattern, 'properties').flatMap(boundNames);
    case 'Property':
      return boundNames(child(pattern, 'value')!);
    case 'ArrayPattern':
      return list(pattern, 'elements').flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(child(pattern, 'left')!);
    case 'RestElement':
      return boundNames(child(pattern, 'argument')!);
    default:
      return [];
  }
}
