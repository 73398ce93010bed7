import { type Program as Ast, parseSync, visitorKeys } from 'oxc-parser';

/** What every node of the syntax tree has; the rest is read through {@link child} and {@link children}. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** What the parser found wrong. */
export interface SyntaxProblem {
  readonly message: string;
  /** Places that the message is about, the main one first; there may be none. */
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

/** Parsed code, as far as it could be parsed. */
export interface Parsed {
  readonly body: readonly Node[];
  readonly root: Node;
  readonly errors: readonly SyntaxProblem[];
  /** True if the code was not looked at, for its brackets would overflow the stack of any parser. */
  readonly tooDeep: boolean;
}

/** With an x, JSX may stand in it. */
export type Language = 'ts' | 'tsx' | 'js' | 'jsx';

const DEEPEST = 1_000;

/** The language of a file, by its name. */
export function languageOf(file: string): Language {
  const [, script, jsx] = /\.[mc]?([jt])s(x?)$/.exec(file) ?? [];
  return `${script === 't' ? 'ts' : 'js'}${jsx ? 'x' : ''}`;
}

/** Parses TypeScript or JavaScript as a module. Offsets are UTF-16 units. */
export function parse(code: string, lang: Language = 'ts'): Parsed {
  const deep = firstTooDeep(code);
  if (deep !== undefined) {
    const message = `Brackets are nested more than ${DEEPEST} deep. Read data of this kind from a file.`;
    const root = { type: 'Program', start: 0, end: code.length };
    return { root, body: [], errors: [{ message, labels: [{ start: deep, end: deep + 1 }] }], tooDeep: true };
  }
  const result = parseSync(`cell.${lang}`, code, { lang, sourceType: 'module' });
  const root: Ast = result.program;
  return { root, body: root.body, errors: result.errors, tooDeep: false };
}

function firstTooDeep(code: string): number | undefined {
  let depth = 0;
  for (const found of code.matchAll(/[[\](){}]/g)) {
    depth += '([{'.includes(found[0]) ? 1 : -1;
    if (depth > DEEPEST) return found.index;
  }
  return undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Any field of a node that is not itself a node: `kind`, `name`, `computed` … */
export function field(node: Node, key: string): unknown {
  return (node as unknown as Record<string, unknown>)[key];
}

/** The node in a field; undefined for anything else that the field may hold. */
export function child(node: Node, key: string): Node | undefined {
  const value = field(node, key);
  return isNode(value) ? value : undefined;
}

/** The nodes of a list field; holes (as in `[, a]`) are left out. */
export function list(node: Node, key: string): Node[] {
  const value = field(node, key);
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** All nodes right below a node. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  // The innermost loop of every walk: a cell of data has a million nodes.
  for (const key of visitorKeys[node.type] ?? []) {
    const value = field(node, key);
    if (!Array.isArray(value)) {
      if (isNode(value)) found.push(value);
    } else for (const one of value) if (isNode(one)) found.push(one);
  }
  return found;
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

const REQUESTS: Partial<Record<string, string>> = {
  ImportDeclaration: 'source',
  ExportNamedDeclaration: 'source',
  ExportAllDeclaration: 'source',
  ImportExpression: 'source',
  TSExternalModuleReference: 'expression',
  TSImportType: 'source',
};

/** Offsets of the strings by which code names other modules, as far as it can be parsed. */
export function requestsIn(code: string, language: Language): number[] {
  const found: number[] = [];
  const visit = (node: Node) => {
    const key = REQUESTS[node.type];
    const request = key === undefined ? undefined : child(node, key);
    if (request?.type === 'Literal') found.push(request.start);
    children(node).forEach(visit);
  };
  visit(parse(code, language).root);
  return found;
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
