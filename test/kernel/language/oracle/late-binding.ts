import MagicString from 'magic-string';
import { withoutMarks } from './equivalent.ts';
import { bound, childrenOf, type Node, parseBody } from './rename.ts';

/** Names that have been declared more than once end so in the older versions. */
const APART = /([\p{ID_Continue}$]+)ᐧolder_version_of_this_name\d+/gu;
const MARK = /^~cell-\d+$/;

/**
 * Gives the versions of a redeclared name one variable, so that functions of older cells see the newest value, as in a notebook.
 *
 * #### Notes
 * All that is known of a notebook here is this: a declaration of such a name assigns, a function at the start of its cell, and
 * what a cell declares it declares anew. The rest is left to Node.
 *
 * @param code the whole module, as TypeScript emitted it
 */
export function bindLate(code: string): string {
  const shared = new Set([...code.matchAll(APART)].map(([, name]) => name!));
  const isShared = (name: string) => shared.has(withoutMarks(name));
  const text = new MagicString(code);
  const variables = new Set<string>();
  const body = parseBody(code, 'js');
  let start = 0;

  const declaration = (node: Node, parent?: Node) => {
    const names = node['declarations'].flatMap(({ id }: Node) => bound(id));
    if (!names.some(isShared)) return;
    for (const name of names) variables.add(withoutMarks(name));
    const isEach = /^For(In|Of)/.test(parent?.type ?? '');
    for (const { id, init, end } of node['declarations'])
      if (!init && !isEach) {
        if (node['kind'] === 'var' && !isEnum(body[body.indexOf(node) + 1], id.name))
          text.update(id.start, end, 'void 0');
        else text.appendLeft(end, ' = void 0');
      }
    const isStatement = !/^For/.test(parent?.type ?? '');
    text.update(node.start, node['declarations'][0].start, isStatement ? ';(' : '');
    if (isStatement) text.appendLeft(node['declarations'].at(-1).end, ')');
  };
  const nested = (node: Node, parent?: Node) => {
    if (/Function|StaticBlock|PropertyDefinition/.test(node.type)) return;
    if (node.type === 'VariableDeclaration' && (!parent || node['kind'] === 'var')) declaration(node, parent);
    for (const [, inner] of childrenOf(node)) nested(inner, node);
  };

  for (const node of body) {
    if (node.type === 'ExpressionStatement' && MARK.test(node['expression'].value)) start = node.end;
    else if (node.type === 'ImportDeclaration') {
      for (const specifier of node['specifiers'].filter(({ local }: Node) => isShared(local.name))) {
        const { local } = specifier as { local: Node };
        const name = withoutMarks(local['name']);
        variables.add(name);
        text.update(local.start, local.end, `imported${local.start}`);
        if (specifier.imported?.start === local.start) text.appendRight(local.start, `${name} as `);
        text.appendRight(start, `;${name} = imported${local.start};`);
      }
    } else if (/^(Function|Class)Declaration$/.test(node.type) && isShared(node['id'].name)) {
      const name = withoutMarks(node['id'].name);
      variables.add(name);
      text.appendRight(node.start, `;${name} = `).appendLeft(node.end, ';');
      if (node.type === 'ClassDeclaration') continue;
      text.remove(node['id'].start, node['id'].end);
      text.move(node.start, node.end, start);
    } else nested(node);
  }
  if (variables.size) text.prepend(`let ${[...variables]};\n`);
  return withoutMarks(text.toString());
}

/** True for what TypeScript makes of an enum or a namespace, behind its `var E;`. */
function isEnum(next: Node | undefined, name: string): boolean {
  const callee = next?.type === 'ExpressionStatement' ? next['expression'].callee : undefined;
  return (callee?.expression ?? callee)?.params?.[0]?.name === name;
}
