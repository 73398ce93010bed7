import { type EmitSettings, jsxNames } from '../emit-settings.js';
import type { CellNames, NameKind } from '../transform/names.js';
import {
  Imports,
  importedTypes,
  MODULE_TYPE,
  type Origin,
  PRELOAD,
  PRELOAD_MODULE,
  versionOf,
} from './origin.js';

interface SessionName {
  readonly cell: number;
  /** Another cell that declares a type of this name, while `cell` declares the value alone. */
  readonly typeCell?: number | undefined;
  readonly kind: NameKind;
  readonly narrowable: boolean;
}

/** More names are not proposed from. */
const MOST_LIKE = 1000;

/** How the names that a cell uses and declares reach it and others. */
export interface Links {
  /** Modules that are imported whether or not the cell uses them, in this order. */
  readonly modules: readonly string[];
  /** The module of the current cell, for code that sees what that declares. */
  readonly current?: string;
  /** Where a name of an earlier cell or of the preload comes from. @default from where it is now */
  readonly origin?: (name: string) => Origin;
  /** From where it is imported, if not from there. */
  readonly via?: (origin: Origin) => Origin;
  /** How a name that the cell declares is exported. @default as it is */
  readonly exported?: (name: string) => string;
}

/** The names that a cell sees without declaring them, and what is written behind its code for that. */
export class SessionNames {
  readonly #names = new Map<string, SessionName>();
  /** The module that exports what a cell declares. */
  readonly #modules = new Map<number, string>();
  /** Names that the preload exports, values and types. */
  preload: ReadonlySet<string> = new Set();
  /** JSX may use names that no code shows. */
  settings: EmitSettings = {};

  /** How a committed cell declared a name; undefined when none did. */
  kindOf(name: string): NameKind | undefined {
    return this.#names.get(name)?.kind;
  }

  /** The cell whose value a name stands for. */
  cellOf(name: string): number | undefined {
    return this.#names.get(name)?.cell;
  }

  /** Where a name comes from as it is now. */
  originOf(name: string): Origin {
    return this.versionOf(name, this.cellOf(name) ?? PRELOAD);
  }

  /** Where a name comes from as a cell declared it. */
  versionOf(name: string, cell: number): Origin {
    return cell === PRELOAD
      ? { module: PRELOAD_MODULE, name }
      : { module: this.#modules.get(cell)!, name: versionOf(name, cell) };
  }

  /** True if a name still means what the cell declared. */
  isFrom(cell: number, name: string): boolean {
    const known = this.#names.get(name);
    return known?.cell === cell || known?.typeCell === cell;
  }

  /** All of them. */
  get all(): string[] {
    return [...new Set([...this.#names.keys(), ...this.preload])];
  }

  /** Names that one of the given may be a misspelling of, by their length as TypeScript has it; of very many the latest. */
  like(misspelt: readonly string[]): string[] {
    const isLike = (name: string) =>
      misspelt.some(one => Math.abs(one.length - name.length) <= Math.max(2, one.length * 0.34));
    return [...this.preload, ...this.#names.keys()].filter(isLike).slice(-MOST_LIKE);
  }

  /** Takes what a cell declares and a module exports. */
  add(cell: number, names: CellNames, module: string): void {
    this.#modules.set(cell, module);
    for (const [name, kind] of names.declared) this.#names.set(name, this.#merged(name, kind, cell, names));
  }

  /** Forgets what cells declared. */
  clear(): void {
    this.#names.clear();
    this.#modules.clear();
  }

  /** What stands behind a cell's code: exports of what it declares, imports of what it uses. */
  epilogue(names: CellNames, links: Links): string {
    const { modules, current, origin = name => this.originOf(name), via = same, exported = same } = links;
    const own = [...names.declared.keys()].filter(name => !names.exported.has(name));
    const imports = new Imports();
    const types = new Map<string, string>();
    const typeOf = ({ module, name }: Origin): string => {
      // It exports some as types alone, which a property can't name.
      if (module === current) return `typeof ${MODULE_TYPE}.${name}`;
      if (!types.has(module)) {
        types.set(module, `${MODULE_TYPE}${types.size}`);
        imports.add({ module, name: MODULE_TYPE }, types.get(module)!);
      }
      return `${types.get(module)}[${JSON.stringify(name)}]`;
    };
    let variables = '';
    for (const name of new Set([...names.used, ...jsxNames(this.settings)])) {
      const known = this.#names.get(name);
      if (names.declared.has(name)) {
        const typeCell = known && this.#merged(name, names.declared.get(name)!, -1, names).typeCell;
        // A value that the cell declares leaves an older type of its name in sight.
        if (typeCell !== undefined && typeCell !== -1) imports.add(via(this.versionOf(name, typeCell)), name);
        continue;
      }
      if (!known && !this.preload.has(name)) continue;
      const isLet = known?.kind === 'let';
      const isTypeApart = known?.typeCell !== undefined;
      if (isTypeApart) imports.add(via(this.versionOf(name, known.typeCell)), name);
      const from = via(origin(name));
      // An import can't be assigned, and in a function it forgets what a condition around that function found out.
      if (known?.narrowable || isTypeApart || (isLet && names.assigned.has(name))) {
        const keyword = isLet ? (known?.narrowable ? 'let' : 'var') : 'const';
        variables += `declare ${keyword} ${name}: ${typeOf(from)};`;
      } else imports.add(from, name);
    }
    return `\n;export {${own.map(exported)}};${variables}${imports.textWith(modules)}${current ? importedTypes(current) : ''}`;
  }

  /** A value and a type of the same name may come from two cells: neither takes the place of the other. */
  #merged(name: string, kind: NameKind, cell: number, { narrowable, types }: CellNames): SessionName {
    const earlier = this.#names.get(name);
    const own = { cell, kind, narrowable: narrowable.has(name) };
    const isValue = (of: NameKind) => of === 'const' || of === 'let' || of === 'function';
    if (earlier && kind === 'type' && isValue(earlier.kind)) return { ...earlier, typeCell: cell };
    if (earlier && isValue(kind) && !types.has(name))
      return { ...own, typeCell: earlier.kind === 'type' ? earlier.cell : earlier.typeCell };
    return own;
  }
}

function same<T>(value: T): T {
  return value;
}
