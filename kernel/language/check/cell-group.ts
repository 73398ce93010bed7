import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Language, requestsIn } from '../transform/syntax.js';
import { moduleOfCell, moduleOfGroup, namespaceOf } from './cell-places.js';
import {
  cellOfVersion,
  emptyModule,
  exportedType,
  type Origin,
  PRELOAD,
  PRELOAD_MODULE,
  specifier,
  versionOf,
} from './origin.js';

/** The files of so many cells are made in one go, and later of as many as there are already. */
const RESERVED = 16;
/**
 * Code that has to be at the head of a file of its own, or whose imports are looked up in another way than those of `import`.
 */
const APART = /^\s*\/\/\/\s*<|@jsx|=\s*require\b|resolution-mode/m;

/** Cells of more names or more code, in UTF-16 units, stay in files of their own: each name of a namespace is looked up anew. */
const MOST = { names: 100, code: 100_000 };

/** A committed cell. */
export interface GroupedCell {
  readonly code: string;
  readonly exports: readonly string[];
  /** What stands behind the code. */
  readonly epilogue: string;
  /** Where the names come from that it imports from the group. */
  readonly origins: readonly Origin[];
  /** True if it changes what other modules or the global scope declare. */
  readonly augments: boolean;
}

/**
 * Cells that were committed one after the other, and the module that exports each of their names with the cell's number: `"x 3"`.
 *
 * #### Notes
 * The cells of a group import its module and no other. It passes on what they use of earlier groups and of the preload.
 *
 * For each state of the program TypeScript goes through all its files several times, a few microseconds each. So the cells of a group
 * that is full move into its module, each in a namespace. That imports and `await` do not belong there are errors of their syntax
 * alone, which nobody asks for: what they mean is the same. They are in namespaces before that too: for what stands in a module itself, TypeScript looks
 * through all modules for other names of it before it shows a hover.
 */
export class CellGroup {
  readonly module: string;
  readonly file: string;
  readonly #folder: string;
  readonly #language: Language;
  readonly #size: number;
  readonly #earlier: readonly string[];
  /** By their numbers, in the order in which the module names them; undefined where there is no cell yet. */
  readonly #cells = new Map<number, GroupedCell | undefined>();
  /** By the modules that the names come from. */
  readonly #passed = new Map<string, Set<string>>();

  /**
   * @param index of the group
   * @param earlier modules that its cells may need names of
   * @param size how many cells have files
   */
  constructor(folder: string, language: Language, index: number, earlier: readonly string[], size: number) {
    this.module = moduleOfGroup(index, language);
    this.file = join(folder, this.module);
    this.#folder = folder;
    this.#language = language;
    this.#earlier = earlier;
    this.#size = size;
    this.#write();
  }

  /** The files of its cells. */
  get files(): string[] {
    return [...this.#cells.keys()].map(cell => this.#fileOf(cell));
  }

  /** Whether there is a file for a cell, or can be. */
  takes(cell: number): boolean {
    return this.#cells.has(cell) || this.#cells.size < this.#size;
  }

  /** Makes the file of a cell and of those that will come next; returns those that it made. */
  reserve(cell: number): string[] {
    if (this.#cells.has(cell)) return [];
    const isNext = ![...this.#cells.keys()].some(other => other > cell);
    const room = this.#size - this.#cells.size;
    const count = isNext ? Math.min(room, Math.max(RESERVED, this.#cells.size)) : 1;
    const fresh = Array.from({ length: count }, (_, index) => cell + index);
    for (const one of fresh) {
      this.#cells.set(one, undefined);
      writeFileSync(this.#fileOf(one), emptyModule([this.module]));
    }
    this.#write();
    return fresh.map(one => this.#fileOf(one));
  }

  /** From where a cell of this group imports what comes from there. */
  readonly via = (origin: Origin): Origin => ({ module: this.module, name: nameHere(origin) });

  /** Takes a cell whose file is reserved; returns the files that changed. */
  add(cell: number, grouped: GroupedCell): string[] {
    this.#cells.set(cell, grouped);
    this.#pass(grouped.origins);
    const file = this.#fileOf(cell);
    writeFileSync(file, this.#textOf(cell, grouped));
    this.#write();
    return [file, this.file];
  }

  /** Moves the cells into the module, but for those of which nothing is seen any more. */
  seal(isSeen: (cell: number, names: readonly string[]) => boolean): void {
    const used = new Set<number>();
    const kept: [number, GroupedCell][] = [];
    for (const [cell, grouped] of [...this.#cells].reverse()) {
      if (!grouped) continue;
      if (!used.has(cell) && !grouped.augments && !isSeen(cell, grouped.exports)) continue;
      kept.unshift([cell, grouped]);
      for (const { module, name } of grouped.origins)
        if (module === this.module) used.add(cellOfVersion(name));
    }
    this.#passed.clear();
    const requests = new Set([`'${this.module}'`]);
    const inside: string[] = [];
    for (const [cell, grouped] of kept) {
      this.#pass(grouped.origins);
      if (isApart(grouped)) {
        inside.push(this.#exportsOf(cell, grouped));
        continue;
      }
      for (const request of this.#requestsOf(grouped.code)) requests.add(request);
      inside.push(wrapped(cell, grouped));
    }
    writeFileSync(this.file, this.#withPassed([importing(requests), ...inside]));
    const apart = new Set(kept.filter(([, grouped]) => isApart(grouped)).map(([cell]) => cell));
    for (const cell of this.#cells.keys()) if (!apart.has(cell)) rmSync(this.#fileOf(cell));
    this.#cells.clear();
  }

  #write(): void {
    const lines = [...this.#cells].map(([cell, grouped]) => this.#exportsOf(cell, grouped));
    writeFileSync(this.file, this.#withPassed(lines));
  }

  #exportsOf(cell: number, grouped: GroupedCell | undefined): string {
    const names = grouped?.exports.map(name => {
      const version = versionOf(name, cell);
      return specifier(isApart(grouped) ? name : version, version);
    });
    return `export {${names ?? ''}} from '${moduleOfCell(cell, this.#language)}';`;
  }

  #withPassed(lines: readonly string[]): string {
    const passed = this.#earlier.map(module => {
      const names = [...(this.#passed.get(module) ?? [])];
      return `export {${names.map(name => specifier(name, nameHere({ module, name })))}} from '${module}';`;
    });
    return [exportedType(this.module) + passed.join(''), ...lines, ''].join('\n');
  }

  #pass(origins: readonly Origin[]): void {
    for (const { module, name } of origins) {
      if (module === this.module) continue;
      const names = this.#passed.get(module);
      if (names) names.add(name);
      else this.#passed.set(module, new Set([name]));
    }
  }

  #textOf(cell: number, grouped: GroupedCell): string {
    if (isApart(grouped)) return grouped.code + grouped.epilogue;
    return `${importing([`'${this.module}'`, ...this.#requestsOf(grouped.code)])}\n${wrapped(cell, grouped)}`;
  }

  /** The strings by which code names other modules. */
  #requestsOf(code: string): string[] {
    if (!/\b(import|from)\b/.test(code)) return [];
    return requestsIn(code, this.#language).flatMap(
      start => /^(['"]).*?\1/.exec(code.slice(start))?.[0] ?? [],
    );
  }

  #fileOf(cell: number): string {
    return join(this.#folder, moduleOfCell(cell, this.#language));
  }
}

/** What the module of a group calls a name. */
function nameHere({ module, name }: Origin): string {
  return module === PRELOAD_MODULE ? versionOf(name, PRELOAD) : name;
}

function isApart({ code, exports, augments }: GroupedCell): boolean {
  return augments || exports.length > MOST.names || code.length > MOST.code || APART.test(code);
}

/** Imports in a namespace are resolved where the module has the same. */
function importing(requests: Iterable<string>): string {
  return [...requests].map(request => `import {} from ${request};`).join('');
}

/** A cell as a namespace, and exports of what that holds. */
function wrapped(cell: number, { code, epilogue, exports }: GroupedCell): string {
  const inner = namespaceOf(cell);
  const aliases = exports.map((name, index) => `import ${inner}_${index} = ${inner}.${name};`);
  const names = exports.map((name, index) => `${inner}_${index} as ${JSON.stringify(versionOf(name, cell))}`);
  return `namespace ${inner} {\n${code}${epilogue}\n}${aliases.join('')}export {${names}};`;
}
