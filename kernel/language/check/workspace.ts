import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmitSettings } from '../emit-settings.js';
import type { LanguageOptions } from '../language.js';
import type { CellNames } from '../transform/names.js';
import { CellGroup } from './cell-group.js';
import {
  defaultOptions,
  fixedOptions,
  type ParsedOptions,
  settingsOf,
  userConfigOf,
} from './compiler-options.js';
import { linkPackages } from './link-packages.js';
import { emptyModule, exportedType, importedTypes, type Origin, PRELOAD_MODULE } from './origin.js';
import { SessionNames } from './session-names.js';

/** How many older cells are checked again for one that redefines names, the latest first. */
export const MOST_CHECKED_AGAIN = 5;
/** {@link LanguageOptions.cellsInFiles} */
const CELLS_IN_FILES = 128;
/** The compiler options of the kernel alone. */
const BASE = '~base.json';
/** No files but those that are named: a config that is extended brings its own. */
const NOTHING = { files: [] as string[], include: [], exclude: [], references: [] };

/** A committed cell whose names, or whose effects on types, later cells may use. */
interface CommittedCell {
  readonly code: string;
  readonly names: CellNames;
}

/**
 * The cells as files, for TypeScript's processes to read.
 *
 * #### Notes
 * The notebook's folder is mirrored below the private root (`/tmp/root/home/ada/nb` for `/home/ada/nb`), and `rootDirs` merges
 * the two trees, so that `../x.ts` means what it means beside the notebook; links of the same shape stand for each
 * `node_modules` on the way up. Nothing is written outside the root.
 *
 * TypeScript takes a file that imports the same modules as before into the program in a millisecond, and otherwise makes the program
 * anew, which takes a hundred with large packages. So the cells' files are there before the cells are, and what is checked always
 * imports the same modules: that of the preload and those of the groups of cells.
 */
export class Workspace {
  readonly root: string;
  readonly folder: string;
  readonly config: string;
  /** The kernel's compiler options and those that replace them. */
  readonly baseConfig: string;
  /** The user's compiler options over the kernel's, to be parsed before {@link Workspace.open}; undefined if there are none. */
  readonly userConfig: string | undefined;
  readonly #preload: string | undefined;
  readonly #globalTypes: string | undefined;
  readonly #modules: LanguageOptions['modules'];
  /** What cells see. */
  readonly names = new SessionNames();
  readonly #groups: CellGroup[] = [];
  readonly #cellsInFiles: number;
  readonly #primed: string[] = [];

  constructor(
    root: string,
    { folder, preloadTypes, globalTypes, modules, compilerOptions, cellsInFiles }: LanguageOptions,
  ) {
    this.#cellsInFiles = cellsInFiles ?? CELLS_IN_FILES;
    this.#modules = modules;
    this.root = root;
    this.folder = join(root, folder);
    this.config = join(this.folder, 'tsconfig.json');
    this.#preload = preloadTypes?.replace(/\.d\.([mc]?)ts$/, '.$1js');
    mkdirSync(this.folder, { recursive: true });
    linkPackages(root, folder);
    this.#globalTypes = globalTypes;
    this.baseConfig = join(this.folder, BASE);
    writeConfig(this.baseConfig, { compilerOptions: defaultOptions(compilerOptions), ...NOTHING });
    const config = userConfigOf(folder);
    this.userConfig = config && join(this.folder, '~user.json');
    if (this.userConfig) writeConfig(this.userConfig, { extends: [`./${BASE}`, config], ...NOTHING });
  }

  /**
   * Writes the project; nothing else can be asked of it before.
   *
   * @param options what {@link Workspace.userConfig} or {@link Workspace.baseConfig} says
   */
  open(options: ParsedOptions = {}): void {
    this.names.settings = settingsOf(options);
    writeConfig(this.config, {
      ...NOTHING,
      extends: this.userConfig ?? this.baseConfig,
      compilerOptions: fixedOptions(this.root, options, this.#modules),
      files: [
        this.current,
        this.edited,
        ...this.#again,
        this.#file('primed'),
        ...(this.#globalTypes ? [this.#globalTypes] : []),
      ],
    });
    writeFileSync(join(this.folder, PRELOAD_MODULE), this.#preloadText);
    this.#openGroup().reserve(1);
    this.#rest();
    for (const file of [this.edited, this.#file('primed')]) writeFileSync(file, 'export {};');
  }

  /** What the user's compiler options say of how code is made runnable. */
  get settings(): EmitSettings {
    return this.names.settings;
  }

  /** The language that cells are written in. */
  get language(): 'ts' | 'tsx' {
    return this.settings.jsx ? 'tsx' : 'ts';
  }

  /** The cell that is being checked. */
  get current(): string {
    return this.#file('current');
  }

  /** The document in which the language server completes. */
  get edited(): string {
    return this.#file('edited');
  }

  /** Names that the preload exports, values and types. */
  set preloadNames(names: ReadonlySet<string>) {
    this.names.preload = names;
  }

  /** Where the names of the preload come from: a file and the offset at which it names the preload's module. */
  get preloadPlace(): { file: string; offset: number } | undefined {
    if (!this.#preload) return undefined;
    const file = join(this.folder, PRELOAD_MODULE);
    return { file, offset: this.#preloadText.indexOf(JSON.stringify(this.#preload)) };
  }

  /** The modules that export what cells see. */
  get modules(): string[] {
    return [PRELOAD_MODULE, ...this.#groups.map(({ module }) => module)];
  }

  /** The preload's names among those a cell uses. */
  preloadNamesOf({ used, declared }: CellNames): string[] {
    const { preload } = this.names;
    return [...used].filter(
      name => preload.has(name) && !declared.has(name) && this.names.cellOf(name) === undefined,
    );
  }

  /** Makes the given cell the one that is checked; positions in it stay as they are. */
  enter(code: string, names: CellNames): void {
    // An export counts as an assignment: functions would forget what a condition around them found out about a `let`.
    const exported = (name: string) => (names.declared.get(name) === 'let' ? `type ${name}` : name);
    const { modules } = this;
    writeFileSync(this.current, code + this.names.epilogue(names, { modules, exported }));
  }

  /** The bare code, for its syntax errors: an epilogue would move the place where an unclosed bracket is reported. */
  enterBare(code: string): void {
    writeFileSync(this.current, code);
  }

  /** Makes a cell's names visible; returns the files that changed, none if later cells can't tell that it was there. */
  commit(cell: number, { code, names }: CommittedCell): string[] {
    if (names.declared.size === 0 && !names.augments) return [];
    const changed: string[] = [];
    let group = this.#groups.at(-1)!;
    if (!group.takes(cell)) {
      group.seal((other, declared) => declared.some(name => this.names.isFrom(other, name)));
      changed.push(group.file);
      group = this.#openGroup();
      changed.push(...this.#rest());
    }
    changed.push(...group.reserve(cell));
    const origins: Origin[] = [];
    const { module } = group;
    // From where the names are now: a later redefinition must not change what this cell's values are.
    const epilogue = this.names.epilogue(names, {
      modules: [module],
      via: origin => {
        origins.push(origin);
        return group.via(origin);
      },
    });
    const { augments, declared } = names;
    this.names.add(cell, names, module);
    return [
      ...new Set([
        ...changed,
        ...group.add(cell, { code, exports: [...declared.keys()], epilogue, origins, augments }),
      ]),
    ];
  }

  /** Forgets every cell; returns the files that changed. */
  reset(): string[] {
    const before = this.#groups.splice(0).flatMap(({ file, files }) => [file, ...files]);
    this.names.clear();
    const { file } = this.#openGroup();
    return [...before, file, ...this.#rest()];
  }

  /** Later cells go into a group of their own. */
  #openGroup(): CellGroup {
    const { folder, language, modules } = this;
    const group = new CellGroup(folder, language, this.#groups.length, modules, this.#cellsInFiles);
    this.#groups.push(group);
    return group;
  }

  /** Has the files in which cells are checked import what there is to import, so that the next cell finds it loaded. */
  #rest(): string[] {
    writeFileSync(this.current, emptyModule(this.modules));
    this.enterAgain(this.#again.map(() => ''));
    return [this.current, ...this.#again];
  }

  #file(name: string): string {
    return join(this.folder, `~${name}.${this.language}`);
  }

  /** What the current cell is imported by before it is committed. */
  get moduleOfCurrent(): string {
    return `./~current.${this.language}`;
  }

  /** Has the program hold a module, though no cell imports it yet; returns the file that changed. */
  prime(specifier: string): string {
    this.#primed.push(`import {} from ${JSON.stringify(specifier)};`);
    writeFileSync(this.#file('primed'), `export {};${this.#primed.join('')}`);
    return this.#file('primed');
  }

  /** Writes code that is checked on the side, {@link MOST_CHECKED_AGAIN} texts at most; returns their files. */
  enterAgain(texts: readonly string[]): string[] {
    const { modules, moduleOfCurrent: current } = this;
    const empty = emptyModule([...modules, current]) + importedTypes(current);
    for (const [index, text] of texts.entries()) writeFileSync(this.#again[index]!, text || empty);
    return this.#again.slice(0, texts.length);
  }

  get #again(): string[] {
    return Array.from({ length: MOST_CHECKED_AGAIN }, (_, index) => this.#file(`again-${index}`));
  }

  get #preloadText(): string {
    const type = exportedType(PRELOAD_MODULE);
    return this.#preload ? `${type}export * from ${JSON.stringify(this.#preload)};` : type;
  }
}

function writeConfig(file: string, config: object): void {
  writeFileSync(file, JSON.stringify(config));
}
