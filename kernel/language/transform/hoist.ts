import MagicString from 'magic-string';
import { addCheckpoints } from './checkpoints.js';
import type { ImportKind } from './import-kinds.js';
import type { CellNames } from './names.js';
import { RUNTIME } from './runtime-names.js';
import { boundNames, child, children, field, isFunction, list, type Node, nameOf, parse } from './syntax.js';

/** The body of a function made of a cell, and the names that it binds. */
export interface Hoisted {
  readonly text: MagicString;
  readonly declares: readonly string[];
  readonly async: boolean;
}

/**
 * Turns a module's code into the body of a function whose declarations outlive it: `const x = 1` assigns to a binding that the
 * evaluator declares, functions are assigned first, imports are awaited, and the value of the last expression is returned as
 * `{ value }`, which has no prototype: a promise would wait for a `then` that a cell gave to all objects.
 *
 * @param code JavaScript as printed by the type eraser, which writes every semicolon
 * @param imports what imported names stand for: nothing is loaded for types, and variables are seen as they are at any time
 */
export function hoist(code: string, names: CellNames, imports: ReadonlyMap<string, ImportKind>): Hoisted {
  const { body } = parse(code, 'js');
  const text = new MagicString(code);
  // Only a file may begin with a shebang.
  if (code.startsWith('#!')) text.update(0, 2, '//');
  addCheckpoints(text, body);
  const hoister = new Hoister(text, names, imports);
  // Lowering may add `export {}` behind the last expression.
  const last = names.endsInExpression ? body.findLast(({ type }) => !type.startsWith('Export')) : undefined;
  for (const statement of body) hoister.statement(statement, statement === last);
  return hoister.finish();
}

class Hoister {
  readonly #text: MagicString;
  readonly #names: CellNames;
  readonly #kinds: ReadonlyMap<string, ImportKind>;
  readonly #declares = new Set<string>();
  #async = false;
  /** Where the run of imports and functions at the start of the cell ends; later ones move here, in their order. */
  #head = 0;
  #imports = 0;

  constructor(text: MagicString, names: CellNames, imports: ReadonlyMap<string, ImportKind>) {
    this.#text = text;
    this.#names = names;
    this.#kinds = imports;
  }

  finish(): Hoisted {
    // `enum E` and `namespace N` add to what has their name; a new cell starts a new one.
    for (const name of this.#names.merging)
      if (this.#declares.has(name)) this.#text.prepend(`${name} = void 0;`);
    return { text: this.#text, declares: [...this.#declares], async: this.#async };
  }

  statement(node: Node, isValue: boolean): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#import(node);
        break;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        this.#export(node, isValue);
        break;
      case 'ExportAllDeclaration':
        this.#replaceAtHead(node, this.#load(node));
        break;
      case 'FunctionDeclaration':
        this.#function(node, node.start);
        break;
      case 'ClassDeclaration':
        this.#class(node);
        break;
      case 'VariableDeclaration':
        this.#variables(node, 'statement');
        break;
      default:
        this.#visit(node, false);
        if (isValue) this.#return(node);
    }
  }

  #return(statement: Node): void {
    if (statement.type === 'TryStatement') {
      // Written around a cell with `using`, whose last statement is inside.
      this.#return(list(child(statement, 'block')!, 'body').at(-1)!);
      return;
    }
    this.#text.appendRight(statement.start, 'return { __proto__: null, value: (');
    this.#text.appendLeft(child(statement, 'expression')!.end, ') }');
  }

  #import(node: Node): void {
    const specifiers = list(node, 'specifiers');
    const kept = specifiers.filter(one => this.#kinds.get(nameOf(child(one, 'local'))!) !== 'type');
    let text = '';
    if (kept.length || !specifiers.length) {
      const module = `__import${this.#imports++}`;
      const source = field(child(node, 'source')!, 'raw');
      const parts = kept.map(one => {
        const local = nameOf(child(one, 'local'))!;
        const name = JSON.stringify(
          one.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(child(one, 'imported')),
        );
        const picked = `${RUNTIME}.pick(${module}, ${name}, ${source})`;
        if (this.#kinds.get(local) === 'variable')
          return `${RUNTIME}.bind(${JSON.stringify(local)}, ${picked}, () => ${module}[${name}]);`;
        this.#declares.add(local);
        return `${local} = ${one.type === 'ImportNamespaceSpecifier' ? module : picked};`;
      });
      text = `const ${module} = ${this.#load(node)}${parts.join('')}`;
    }
    this.#replaceAtHead(node, text || ';');
  }

  /** The import of the module that a declaration names. */
  #load(node: Node): string {
    this.#async = true;
    const attributes = list(node, 'attributes').map(one => this.#text.slice(one.start, one.end));
    const options = attributes.length ? `, { with: { ${attributes.join(', ')} } }` : '';
    return `await ${RUNTIME}.import(${field(child(node, 'source')!, 'raw')}${options});`;
  }

  #replaceAtHead(node: Node, text: string): void {
    this.#text.update(node.start, node.end, text);
    this.#moveToHead(node.start, node.end);
  }

  #export(node: Node, isValue: boolean): void {
    const declaration = child(node, 'declaration');
    if (!declaration) {
      // Its names belong to whoever imports a module; what remains is that the other module runs.
      if (child(node, 'source')) this.#replaceAtHead(node, this.#load(node));
      else this.#text.remove(node.start, node.end);
      return;
    }
    if (child(declaration, 'id') || declaration.type === 'VariableDeclaration') {
      this.#text.remove(node.start, declaration.start);
      if (declaration.type === 'FunctionDeclaration') this.#function(declaration, node.start);
      else this.statement(declaration, isValue);
      return;
    }
    // `export default` of something without a name: nothing can refer to it.
    this.#visit(declaration, false);
    this.#text.update(node.start, declaration.start, '(');
    this.#text.appendLeft(declaration.end, ')');
  }

  /** Anonymous and assigned, so that it gets its name and still sees a later redefinition of itself. */
  #function(node: Node, start: number): void {
    this.#visit(node, false);
    const id = child(node, 'id')!;
    this.#declares.add(nameOf(id)!);
    this.#text.appendRight(node.start, `${nameOf(id)} = `);
    this.#text.remove(id.start, id.end);
    this.#text.appendLeft(node.end, ';');
    this.#moveToHead(start, node.end);
  }

  #class(node: Node): void {
    this.#visit(node, false);
    const name = nameOf(child(node, 'id'))!;
    this.#declares.add(name);
    this.#text.appendRight(node.start, `${name} = `);
    this.#text.appendLeft(node.end, ';');
  }

  /** `const a = 1, { b } = o;` becomes `(a = 1, { b } = o);`. */
  #variables(node: Node, place: 'statement' | 'for' | 'for-each'): void {
    const declarators = list(node, 'declarations');
    // Helpers that lowering added are of no use to other cells.
    const isOwn = declarators.every(one =>
      boundNames(child(one, 'id')!).some(name => !this.#names.declared.has(name)),
    );
    if (isOwn) {
      for (const declarator of declarators) this.#visit(declarator, false);
      return;
    }
    const isVar = field(node, 'kind') === 'var';
    for (const declarator of declarators) {
      this.#visit(declarator, false);
      const id = child(declarator, 'id')!;
      for (const name of boundNames(id)) this.#declares.add(name);
      if (place === 'for-each' || child(declarator, 'init')) continue;
      // `var x` again leaves what x holds, `let x` does not.
      if (isVar) this.#text.update(declarator.start, declarator.end, 'void 0');
      else this.#text.appendLeft(declarator.end, ' = void 0');
    }
    const isStatement = place === 'statement';
    this.#text.update(node.start, declarators[0]!.start, isStatement ? '(' : '');
    if (isStatement) this.#text.appendLeft(declarators.at(-1)!.end, ')');
  }

  #visit(node: Node, inFunction: boolean, parent?: Node): void {
    switch (node.type) {
      case 'AwaitExpression':
        if (!inFunction) this.#async = true;
        break;
      case 'ForOfStatement':
        if (!inFunction && field(node, 'await')) this.#async = true;
        break;
      case 'ImportExpression':
        this.#text.update(node.start, node.start + 'import'.length, `${RUNTIME}.import`);
        break;
      case 'MetaProperty':
        if (nameOf(child(node, 'meta')) === 'import')
          this.#text.update(node.start, node.end, `${RUNTIME}.meta`);
        return;
      case 'VariableDeclaration':
        if (inFunction || field(node, 'kind') !== 'var') break;
        this.#variables(node, placeOf(node, parent));
        return;
    }
    const inner = inFunction || isFunction(node);
    for (const next of children(node)) this.#visit(next, inner, node);
  }

  #moveToHead(start: number, end: number): void {
    if (this.#text.original.slice(this.#head, start).trim() === '') this.#head = end;
    else this.#text.move(start, end, this.#head);
  }
}

function placeOf(declaration: Node, parent: Node | undefined): 'statement' | 'for' | 'for-each' {
  if (parent?.type === 'ForStatement') return 'for';
  return parent && /^For(In|Of)Statement$/.test(parent.type) && child(parent, 'left') === declaration
    ? 'for-each'
    : 'statement';
}
