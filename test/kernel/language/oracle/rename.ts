import type MagicString from 'magic-string';
import { parseSync, visitorKeys } from 'oxc-parser';

/** A node of the syntax tree, loosely: the tests look at few of its fields. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: each type of node has other fields.
  readonly [field: string]: any;
}

export function parseBody(code: string, lang: 'ts' | 'js'): Node[] {
  const { program, errors } = parseSync(`module.${lang}`, code, { lang, sourceType: 'module' });
  if (errors[0]) throw new Error(`${errors[0].message}\n${code}`);
  return program.body as unknown as Node[];
}

export function childrenOf(node: Node): [key: string, child: Node][] {
  return (visitorKeys[node.type] ?? []).flatMap(key => {
    const value = node[key];
    return (Array.isArray(value) ? value : [value])
      .filter(one => one?.type)
      .map(one => [key, one] as [string, Node]);
  });
}

/** Names that a binding pattern binds. */
export function bound(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern['name']];
  return childrenOf(pattern)
    .filter(([key]) => /^(properties|value|elements|left|argument)$/.test(key))
    .flatMap(([, inner]) => bound(inner));
}

/** How a name is declared, as far as the oracle has to know: `both` are a value and a type. */
export type Declared = 'let' | 'value' | 'type' | 'both';

/** Names that a cell declares at its top level. */
export function declaredBy(body: readonly Node[]): Map<string, Declared> {
  const names = new Map<string, Declared>();
  const add = (name: string, how: Declared) => {
    const before = names.get(name) ?? how;
    names.set(name, (before === 'type') === (how === 'type') ? how : 'both');
  };
  const variables = (node: Node) => {
    for (const { id } of node['declarations'])
      for (const name of bound(id)) add(name, /^(let|var)$/.test(node['kind']) ? 'let' : 'value');
  };
  const nestedVars = (node: Node) => {
    if (/Function|StaticBlock|PropertyDefinition/.test(node.type)) return;
    if (node.type === 'VariableDeclaration' && node['kind'] === 'var') variables(node);
    for (const [, inner] of childrenOf(node)) nestedVars(inner);
  };
  for (const statement of body) {
    const node: Node = /^Export(Named|Default)/.test(statement.type)
      ? (statement['declaration'] ?? statement)
      : statement;
    if (node.type === 'VariableDeclaration') variables(node);
    else if (node.type === 'ImportDeclaration')
      for (const { local } of node['specifiers']) add(local.name, 'both');
    else if (/Declaration$|DeclareFunction$/.test(node.type) && node['id']?.type === 'Identifier')
      add(node['id'].name, DECLARATIONS[node.type] ?? 'both');
    else nestedVars(node);
  }
  names.delete('global');
  return names;
}

const DECLARATIONS: Readonly<Record<string, Declared>> = {
  FunctionDeclaration: 'value',
  TSDeclareFunction: 'value',
  TSInterfaceDeclaration: 'type',
  TSTypeAliasDeclaration: 'type',
};

/** Keys that name a member, and so refer to nothing. */
const MEMBER: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  Property: 'key',
  MethodDefinition: 'key',
  TSAbstractMethodDefinition: 'key',
  PropertyDefinition: 'key',
  TSAbstractPropertyDefinition: 'key',
  AccessorProperty: 'key',
  TSPropertySignature: 'key',
  TSMethodSignature: 'key',
  TSEnumMember: 'id',
  TSQualifiedName: 'right',
  ImportSpecifier: 'imported',
  ImportAttribute: 'key',
  MetaProperty: 'property',
  TSNamedTupleMember: 'label',
};

/**
 * Gives every identifier of the given names another name, those of inner scopes included: they stay apart from each other as
 * they were. What names a member stays as it is.
 */
export function renameAll(
  text: MagicString,
  body: readonly Node[],
  names: ReadonlyMap<string, string>,
): void {
  const visit = (node: Node) => {
    if (node.type === 'TSParameterProperty' && names.has(bound(node['parameter'])[0]!))
      throw new Error('The oracle cannot rename a parameter property.');
    const newName = /^(JSX)?Identifier$/.test(node.type) ? names.get(node['name']) : undefined;
    if (newName) text.update(node.start, node.start + node['name'].length, newName);
    const shorthand =
      (node.type === 'Property' && node['shorthand']) ||
      (node.type === 'ImportSpecifier' && node['imported'].start === node['local'].start);
    const member = node['computed'] ? undefined : MEMBER[node.type];
    for (const [key, inner] of childrenOf(node)) if (key !== member) visit(inner);
    if (!shorthand) return;
    const key = node['key'] ?? node['imported'];
    if (names.has(key.name))
      text.appendLeft(key.start, node.type === 'Property' ? `${key.name}: ` : `${key.name} as `);
  };
  for (const node of body) visit(node);
}
