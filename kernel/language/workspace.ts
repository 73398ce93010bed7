import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  defaultOptions,
  fixedOptions,
  type ParsedOptions,
  settingsOf,
  userConfigOf,
} from './compiler-options.js';
import type { EmitSettings } from './emit-settings.js';
import type { LanguageOptions } from './language.js';
import { linkPackages } from './link-packages.js';
import type { CellNames } from './names.js';
import { EMPTY, exportOf, type Origin, PRELOAD, SESSION } from './session-module.js';
import { SessionNames } from './session-names.js';

/** How many older cells are checked again for one that redefines names, the latest first. */
export const MOST_CHECKED_AGAIN = 5;
/** The files of so many cells are made in one go. */
const RESERVED = 32;
/** Programs that are not counted as cells have numbers from here, see `kernel/session/cell-runner.ts`. */
const UNCOUNTED = 1_000_000;
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
 * anew, which takes a hundred with large packages. So the cells' files are there before the cells are, and all of them import one
 * module and no other: the session, which exports each name as the latest cell has it, and under a name with a number as each cell has.
 */
export class Workspace {
  readonly root: string;
  readonly folder: string;
  readonly session: string;
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
  /** The cells that have a file, in the order in which the session names them, and what they declare. */
  readonly #cells = new Map<number, readonly string[]>();
  #reserved = 0;
  readonly #primed: string[] = [];

  constructor(
    root: string,
    { folder, preloadTypes, globalTypes, modules, compilerOptions }: LanguageOptions,
  ) {
    this.#modules = modules;
    this.root = root;
    this.folder = join(root, folder);
    this.session = join(this.folder, SESSION);
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
    this.#reserve(1);
    this.#writeSession();
    this.rest();
    for (const file of [this.edited, this.#file('primed')]) writeFileSync(file, 'export {};');
    this.enterAgain(this.#again.map(() => ''));
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
    this.#writeSession();
  }

  /** Where the names of the preload come from: a file and the offset at which it names the preload's module. */
  get preloadPlace(): { file: string; offset: number } | undefined {
    if (!this.#preload) return undefined;
    return { file: this.session, offset: this.#sessionText().indexOf(JSON.stringify(this.#preload)) };
  }

  /** The file that holds a committed cell. */
  fileOf(cell: number): string {
    return this.#file(`cell-${cell}`);
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
    const latest = (name: string) => ({ module: SESSION, name });
    writeFileSync(this.current, code + this.names.epilogue(names, latest, exported));
  }

  /** The bare code, for its syntax errors: an epilogue would move the place where an unclosed bracket is reported. */
  enterBare(code: string): void {
    writeFileSync(this.current, code);
  }

  /** Between cells: keeps the session's names in the program, so that the next cell finds them loaded. */
  rest(): void {
    writeFileSync(this.current, EMPTY);
  }

  /** Makes a cell's names visible; returns the files that changed, none if later cells can't tell that it was there. */
  commit(cell: number, { code, names }: CommittedCell): string[] {
    if (names.declared.size === 0 && !names.augments) return [];
    this.#reserve(cell);
    const file = this.fileOf(cell);
    // From where the names are now, not from the session: a later redefinition must not change what this cell's values are.
    writeFileSync(file, code + this.names.epilogue(names, name => this.names.originOf(name)));
    this.names.add(cell, names);
    this.#cells.set(cell, [...names.declared.keys()]);
    this.#writeSession();
    this.rest();
    return [file, this.session, this.current];
  }

  /** Forgets every cell; returns the files that changed. */
  reset(): string[] {
    const committed = [...this.#cells].filter(([, names]) => names !== NONE).map(([cell]) => cell);
    for (const cell of committed) this.#clear(cell);
    this.names.clear();
    this.#writeSession();
    this.rest();
    return [...committed.map(cell => this.fileOf(cell)), this.session, this.current];
  }

  /** Makes the files of a cell and of those that will come next. */
  #reserve(cell: number): void {
    if (this.#cells.has(cell)) return;
    if (cell >= UNCOUNTED) this.#clear(cell);
    else while (this.#reserved < cell + RESERVED / 2) this.#clear(++this.#reserved);
  }

  /** Leaves the file of a cell without names. */
  #clear(cell: number): void {
    this.#cells.set(cell, NONE);
    writeFileSync(this.fileOf(cell), EMPTY);
  }

  #file(name: string): string {
    return join(this.folder, `~${name}.${this.language}`);
  }

  /** How the current cell, before it is committed, exports a name. */
  originInCurrent(name: string): Origin {
    return { module: `./~current.${this.language}`, name };
  }

  /** Has the program hold a module, though no cell imports it yet; returns the file that changed. */
  prime(specifier: string): string {
    this.#primed.push(`import {} from ${JSON.stringify(specifier)};`);
    writeFileSync(this.#file('primed'), `export {};${this.#primed.join('')}`);
    return this.#file('primed');
  }

  /** Writes code that is checked on the side, {@link MOST_CHECKED_AGAIN} texts at most; returns their files. */
  enterAgain(texts: readonly string[]): string[] {
    const { module } = this.originInCurrent('');
    for (const [index, text] of texts.entries())
      writeFileSync(this.#again[index]!, text || `${EMPTY}import {} from '${module}';`);
    return this.#again.slice(0, texts.length);
  }

  get #again(): string[] {
    return Array.from({ length: MOST_CHECKED_AGAIN }, (_, index) => this.#file(`again-${index}`));
  }

  #writeSession(): void {
    writeFileSync(this.session, this.#sessionText());
  }

  #sessionText(): string {
    const lines = [...this.#cells].map(([cell, names]) => {
      const latest = names.filter(name => this.names.cellOf(name) === cell);
      const all = names.map(name => exportOf(name, cell));
      return `export {${[...latest, ...all]}} from './~cell-${cell}.${this.language}';`;
    });
    // Names listed one by one win over those of `export *`: a cell's declaration shadows the preload's.
    if (this.#preload) {
      const module = JSON.stringify(this.#preload);
      const all = [...this.names.preload].map(name => exportOf(name, PRELOAD));
      lines.push(`export {${all}} from ${module};`, `export * from ${module};`);
    }
    return `${lines.join('\n')}\nexport {};`;
  }
}

const NONE: readonly string[] = [];

function writeConfig(file: string, config: object): void {
  writeFileSync(file, JSON.stringify(config));
}
