import { type EmitSettings, jsxNames } from './emit-settings.js';
import type { CellNames, NameKind } from './names.js';
import { type Origin, PRELOAD, SESSION, SESSION_TYPED, typeFrom, versionOf } from './session-module.js';

interface SessionName {
  readonly cell: number;
  /** Another cell that declares a type of this name, while `cell` declares the value alone. */
  readonly typeCell?: number | undefined;
  readonly kind: NameKind;
  readonly narrowable: boolean;
}

/** The names that a cell sees without declaring them, and what is written behind its code for that. */
export class SessionNames {
  readonly #names = new Map<string, SessionName>();
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

  /** Where a name comes from for a cell that is committed now. */
  originOf(name: string): Origin {
    return versionOf(name, this.cellOf(name) ?? PRELOAD);
  }

  /** All of them. */
  get all(): string[] {
    return [...new Set([...this.#names.keys(), ...this.preload])];
  }

  /** Takes what a cell declares. */
  add(cell: number, names: CellNames): void {
    for (const [name, kind] of names.declared) this.#names.set(name, this.#merged(name, kind, cell, names));
  }

  /** Forgets what cells declared. */
  clear(): void {
    this.#names.clear();
  }

  /**
   * What stands behind a cell's code: exports of what it declares, imports of what it uses.
   *
   * @param origin where a name of an earlier cell or of the preload comes from
   * @param exported how a name that the cell declares is exported
   */
  epilogue(names: CellNames, origin: (name: string) => Origin, exported = (name: string) => name): string {
    const own = [...names.declared.keys()].filter(name => !names.exported.has(name));
    const imports = new Map<string, string[]>([[SESSION, []]]);
    const take = ({ module, name }: Origin, local: string): void => {
      const text = `${JSON.stringify(name)} as ${local}`;
      const list = imports.get(module);
      // In place: a cell may use very many names.
      if (list) list.push(text);
      else imports.set(module, [text]);
    };
    let variables = '';
    for (const name of new Set([...names.used, ...jsxNames(this.settings)])) {
      const known = this.#names.get(name);
      if (names.declared.has(name)) {
        const typeCell = known && this.#merged(name, names.declared.get(name)!, -1, names).typeCell;
        // A value that the cell declares leaves an older type of its name in sight.
        if (typeCell !== undefined && typeCell !== -1) take(versionOf(name, typeCell), name);
        continue;
      }
      if (!known && !this.preload.has(name)) continue;
      const isLet = known?.kind === 'let';
      const isTypeApart = known?.typeCell !== undefined;
      if (isTypeApart) take(versionOf(name, known.typeCell), name);
      // An import can't be assigned, and in a function it forgets what a condition around that function found out.
      if (known?.narrowable || isTypeApart || (isLet && names.assigned.has(name))) {
        const keyword = isLet ? (known?.narrowable ? 'let' : 'var') : 'const';
        variables += `declare ${keyword} ${name}: ${typeFrom(origin(name))};`;
      } else take(origin(name), name);
    }
    const lines = [...imports].map(([module, list]) => `import {${list}} from '${module}';`);
    return `\n;export {${own.map(exported)}};${SESSION_TYPED}${variables}${lines.join('')}`;
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
