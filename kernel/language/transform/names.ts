import { boundNames, child, children, field, isFunction, list, type Node, nameOf } from './syntax.js';

/** How a name was declared. */
export type NameKind = 'const' | 'let' | 'function' | 'class' | 'enum' | 'namespace' | 'import' | 'type';

/** An imported name that may turn out to be a type, which has no value at run time. */
export interface ImportedName {
  readonly name: string;
  readonly start: number;
}

/** What a cell declares and uses at its top level. */
export interface CellNames {
  readonly declared: ReadonlyMap<string, NameKind>;
  /** Every identifier that may refer to something outside the cell; too many rather than too few. */
  readonly used: ReadonlySet<string>;
  /** Names that the cell assigns to, at any depth. */
  readonly assigned: ReadonlySet<string>;
  /** Names that the cell exports itself, as in `export const x`. */
  readonly exported: ReadonlySet<string>;
  readonly imported: readonly ImportedName[];
  /** Names of interfaces and type aliases, whatever else they may be. */
  readonly types: ReadonlySet<string>;
  /** Names of variables that are nothing else besides and whose type a condition may narrow: see {@link isNarrowable}. */
  readonly narrowable: ReadonlySet<string>;
  /** Names of enums and namespaces with a run-time value. */
  readonly merging: readonly string[];
  /** True if the cell declares globals or augments modules, which later cells must see. */
  readonly augments: boolean;
  readonly endsInExpression: boolean;
}

/** Collects the names of a parsed cell. */
export function collectNames(body: readonly Node[]): CellNames {
  const collector = new Collector();
  for (const statement of body) collector.statement(statement);
  return {
    ...collector.names(),
    endsInExpression: body.at(-1)?.type === 'ExpressionStatement',
  };
}

class Collector {
  readonly #declared = new Map<string, NameKind>();
  readonly #used = new Set<string>();
  readonly #assigned = new Set<string>();
  readonly #exported = new Set<string>();
  readonly #imported: ImportedName[] = [];
  readonly #narrowable = new Set<string>();
  readonly #types = new Set<string>();
  readonly #merging = new Set<string>();
  #augments = false;

  names(): Omit<CellNames, 'endsInExpression'> {
    return {
      declared: this.#declared,
      used: this.#used,
      assigned: this.#assigned,
      exported: this.#exported,
      imported: this.#imported,
      types: this.#types,
      narrowable: new Set([...this.#narrowable].filter(name => !this.#types.has(name))),
      merging: [...this.#merging],
      augments: this.#augments,
    };
  }

  statement(node: Node): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#import(node);
        break;
      case 'ExportNamedDeclaration':
        this.#export(node);
        break;
      case 'ExportDefaultDeclaration':
        this.statement(child(node, 'declaration')!);
        break;
      default:
        this.#declare(node);
        this.#visit(node, false);
    }
  }

  #add(name: string | undefined, kind: NameKind): void {
    if (name === undefined) return;
    if (kind === 'type') this.#types.add(name);
    // An interface beside a value of the same name does not hide that there is a value.
    if (kind !== 'type' || !this.#declared.has(name)) this.#declared.set(name, kind);
  }

  #merge(node: Node, name: string | undefined): void {
    if (name !== undefined && !field(node, 'declare')) this.#merging.add(name);
  }

  #declare(node: Node): void {
    const name = nameOf(child(node, 'id'));
    switch (node.type) {
      case 'VariableDeclaration': {
        const kind = /const|using/.test(String(field(node, 'kind'))) ? 'const' : 'let';
        for (const declarator of list(node, 'declarations'))
          for (const bound of boundNames(child(declarator, 'id')!)) {
            this.#add(bound, kind);
            if (field(node, 'kind') !== 'var' && isNarrowable(declarator)) this.#narrowable.add(bound);
          }
        return;
      }
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        this.#add(name, 'function');
        break;
      case 'ClassDeclaration':
        this.#add(name, 'class');
        break;
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        this.#add(name, 'type');
        break;
      case 'TSEnumDeclaration':
        this.#add(name, 'enum');
        this.#merge(node, name);
        break;
      case 'TSModuleDeclaration':
        if (field(node, 'kind') === 'global' || child(node, 'id')?.type === 'Literal') {
          this.#augments = true;
          break;
        }
        if (name !== undefined && !this.#declared.has(name)) this.#add(name, 'namespace');
        this.#merge(node, name);
        break;
      case 'TSImportEqualsDeclaration':
        this.#add(name, 'import');
        break;
    }
  }

  #import(node: Node): void {
    for (const specifier of list(node, 'specifiers')) {
      const local = child(specifier, 'local')!;
      const name = nameOf(local)!;
      const isType = field(node, 'importKind') === 'type' || field(specifier, 'importKind') === 'type';
      this.#add(name, isType ? 'type' : 'import');
      if (!isType && specifier.type !== 'ImportNamespaceSpecifier')
        this.#imported.push({ name, start: local.start });
    }
  }

  #export(node: Node): void {
    const declaration = child(node, 'declaration');
    if (declaration) {
      const before = new Set(this.#declared.keys());
      this.statement(declaration);
      for (const name of this.#declared.keys()) if (!before.has(name)) this.#exported.add(name);
      return;
    }
    if (child(node, 'source')) return;
    for (const specifier of list(node, 'specifiers')) {
      const name = nameOf(child(specifier, 'local'));
      if (name === undefined) continue;
      this.#used.add(name);
      if (nameOf(child(specifier, 'exported')) === name) this.#exported.add(name);
    }
  }

  #visit(node: Node, inFunction: boolean): void {
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        this.#used.add(nameOf(node)!);
        break;
      case 'AssignmentExpression':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#assign(child(node, 'left')!);
        break;
      case 'UpdateExpression':
        this.#assign(child(node, 'argument')!);
        break;
      case 'VariableDeclaration':
        // A `var` in a block or loop belongs to the whole cell.
        if (!inFunction && field(node, 'kind') === 'var') this.#declare(node);
        break;
    }
    const inner = inFunction || isFunction(node);
    const skipped = plainKey(node);
    for (const next of children(node)) if (next !== skipped) this.#visit(next, inner);
  }

  #assign(target: Node): void {
    const inner = child(target, 'expression');
    // `(x as T) = 1` and the like assign to what they wrap.
    if (inner) this.#assign(inner);
    else for (const name of boundNames(target)) this.#assigned.add(name);
  }
}

/**
 * False for a variable whose own declaration TypeScript looks at where it is used: a function must have an annotation to be an
 * assertion, and what has no type as yet gets one from its uses.
 */
function isNarrowable(declarator: Node): boolean {
  if (child(child(declarator, 'id')!, 'typeAnnotation')) return true;
  const value = child(declarator, 'init');
  if (!value) return false;
  if (value.type === 'ArrayExpression') return list(value, 'elements').length > 0;
  return !/^(Function|ArrowFunction|Class)Expression$/.test(value.type);
}

/** The part of a node that names a member and refers to nothing: `b` in `a.b`, in `{ b: 1 }` or in `class { b() {} }`. */
function plainKey(node: Node): Node | undefined {
  if (field(node, 'computed')) return undefined;
  if (node.type === 'MemberExpression') return child(node, 'property');
  return field(node, 'shorthand') ? undefined : child(node, 'key');
}
