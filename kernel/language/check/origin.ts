/** The number of the preload among the cells. */
export const PRELOAD = 0;
/** The module that exports what the preload exports. */
export const PRELOAD_MODULE = './~preload.ts';
/**
 * Exported by the preload's module and by those of cells: their own type. `typeof x` of an imported name would ask what the code
 * before it found out about x.
 */
export const MODULE_TYPE = '__tunebook';

/** A name as one of the modules exports it. */
export interface Origin {
  readonly module: string;
  readonly name: string;
}

/** A name as a cell has it, whatever later cells do with it; no name of a cell holds a space. */
export function versionOf(name: string, cell: number): string {
  return `${name} ${cell}`;
}

/** The cell of a version. */
export function cellOfVersion(version: string): number {
  return Number(version.slice(version.lastIndexOf(' ') + 1));
}

/** What stands in braces after `import` or `export`. */
export function specifier(from: string, to: string): string {
  return `${JSON.stringify(from)} as ${/ /.test(to) ? JSON.stringify(to) : to}`;
}

/** Declares the type of a module in the module. */
export function exportedType(module: string): string {
  return `export type ${MODULE_TYPE} = typeof import('${module}');`;
}

/** Names that a file imports. */
export class Imports {
  readonly #byModule = new Map<string, string[]>();

  /** Adds a name, and what it is called in the file. */
  add({ module, name }: Origin, local: string): void {
    const text = specifier(name, local);
    const list = this.#byModule.get(module);
    // In place: a cell may use very many names.
    if (list) list.push(text);
    else this.#byModule.set(module, [text]);
  }

  /** Imports from each of `modules`, whether or not there is a name, and from others that have names. */
  textWith(modules: readonly string[]): string {
    const all = new Set([...modules, ...this.#byModule.keys()]);
    return [...all].map(module => `import {${this.#byModule.get(module) ?? ''}} from '${module}';`).join('');
  }
}

/** Names a module's exports in types, those too that are exported as types alone. */
export function importedTypes(module: string): string {
  return `import type * as ${MODULE_TYPE} from '${module}';`;
}

/** A module that declares nothing and imports what others import. */
export function emptyModule(modules: readonly string[]): string {
  return `export {};${new Imports().textWith(modules)}`;
}
