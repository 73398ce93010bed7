import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  defaultOptions,
  fixedOptions,
  type ParsedOptions,
  settingsOf,
  userConfigOf,
} from './compiler-options.js';
import { type EmitSettings, jsxNames } from './emit-settings.js';
import type { LanguageOptions } from './language.js';
import { linkPackages } from './link-packages.js';
import type { CellNames, NameKind } from './names.js';
import { SESSION } from './session-module.js';

/** How many older cells are checked again for one that redefines names, the latest first. */
export const MOST_CHECKED_AGAIN = 5;
/** The compiler options of the kernel alone. */
const BASE = '~base.json';
/** No files but those that are named: a config that is extended brings its own. */
const NOTHING = { files: [] as string[], include: [], exclude: [], references: [] };

interface SessionName {
  readonly cell: number;
  /** Another cell that declares a type of this name, while `cell` declares the value alone. */
  readonly typeCell?: number | undefined;
  readonly kind: NameKind;
  readonly narrowable: boolean;
}

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
  #settings: EmitSettings = {};
  readonly #preload: string | undefined;
  readonly #globalTypes: string | undefined;
  readonly #modules: LanguageOptions['modules'];
  readonly #names = new Map<string, SessionName>();
  readonly #augmenting: number[] = [];
  readonly #primed: string[] = [];
  #preloadNames: ReadonlySet<string> = new Set();

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
    this.#settings = settingsOf(options);
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
    this.#writeSession();
    this.rest();
    for (const file of [this.edited, ...this.#again, this.#file('primed')]) writeFileSync(file, 'export {};');
  }

  /** What the user's compiler options say of how code is made runnable. */
  get settings(): EmitSettings {
    return this.#settings;
  }

  /** The language that cells are written in. */
  get language(): 'ts' | 'tsx' {
    return this.#settings.jsx ? 'tsx' : 'ts';
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
    this.#preloadNames = names;
  }

  /** Where the names of the preload come from: a file and the offset at which it names the preload's module. */
  get preloadPlace(): { file: string; offset: number } | undefined {
    if (!this.#preload) return undefined;
    return { file: this.session, offset: this.#sessionText().indexOf(JSON.stringify(this.#preload)) };
  }

  /** How a committed cell declared a name; undefined when none did. */
  kindOf(name: string): NameKind | undefined {
    return this.#names.get(name)?.kind;
  }

  /** The file that holds a committed cell. */
  fileOf(cell: number): string {
    return this.#file(`cell-${cell}`);
  }

  /** Every name that a cell sees without declaring it. */
  get visibleNames(): string[] {
    return [...new Set([...this.#names.keys(), ...this.#preloadNames])];
  }

  /** The preload's names among those a cell uses. */
  preloadNamesOf(names: CellNames): string[] {
    return [...names.used].filter(
      name => this.#preloadNames.has(name) && !names.declared.has(name) && !this.#names.has(name),
    );
  }

  /** The cell whose value a name stands for. */
  cellOf(name: string): number | undefined {
    return this.#names.get(name)?.cell;
  }

  /** The module that a name comes from for a cell that is committed now. */
  originOf(name: string): string {
    const { cell } = this.#names.get(name) ?? {};
    return cell === undefined ? (this.#preload ?? SESSION) : this.specifierOf(cell);
  }

  /** Makes the given cell the one that is checked; positions in it stay as they are. */
  enter(code: string, names: CellNames): void {
    // An export counts as an assignment: functions would forget what a condition around them found out about a `let`.
    const exported = (name: string) => (names.declared.get(name) === 'let' ? `type ${name}` : name);
    writeFileSync(this.current, code + this.epilogue(names, () => SESSION, exported));
  }

  /** The bare code, for its syntax errors: an epilogue would move the place where an unclosed bracket is reported. */
  enterBare(code: string): void {
    writeFileSync(this.current, code);
  }

  /** Between cells: keeps the session's names in the program, so that the next cell finds them loaded. */
  rest(): void {
    writeFileSync(this.current, `export {};import {} from '${SESSION}';`);
  }

  /** Makes a cell's names visible; returns the files that changed, none if later cells can't tell that it was there. */
  commit(cell: number, { code, names }: CommittedCell): string[] {
    if (names.declared.size === 0 && !names.augments) return [];
    const file = this.fileOf(cell);
    // From where the names are now, not from the session: a later redefinition must not change what this cell's values are.
    writeFileSync(file, code + this.epilogue(names, name => this.originOf(name)));
    for (const [name, kind] of names.declared) this.#names.set(name, this.#merged(name, kind, cell, names));
    if (names.augments) this.#augmenting.push(cell);
    this.#writeSession();
    this.rest();
    return [file, this.session, this.current];
  }

  /** Forgets every cell; returns the files that changed. */
  reset(): string[] {
    this.#names.clear();
    this.#augmenting.length = 0;
    this.#writeSession();
    this.rest();
    return [this.session, this.current];
  }

  #file(name: string): string {
    return join(this.folder, `~${name}.${this.language}`);
  }

  /** How the cells' files name a committed cell. */
  specifierOf(cell: number): string {
    return `./~cell-${cell}.${this.language}`;
  }

  /** How they name the current cell. */
  get specifierOfCurrent(): string {
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
    for (const [index, text] of texts.entries()) writeFileSync(this.#again[index]!, text);
    return this.#again.slice(0, texts.length);
  }

  get #again(): string[] {
    return Array.from({ length: MOST_CHECKED_AGAIN }, (_, index) => this.#file(`again-${index}`));
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

  /**
   * What stands behind a cell's code: exports of what it declares, imports of what it uses.
   *
   * @param origin the module that a name of an earlier cell or of the preload comes from
   * @param exported how a name that the cell declares is exported
   */
  epilogue(names: CellNames, origin: (name: string) => string, exported = (name: string) => name): string {
    const own = [...names.declared.keys()].filter(name => !names.exported.has(name));
    const imports = new Map<string, string[]>([[SESSION, []]]);
    const add = (from: string, name: string) => addTo(imports, from, name);
    let variables = '';
    for (const name of new Set([...names.used, ...jsxNames(this.#settings)])) {
      const known = this.#names.get(name);
      if (names.declared.has(name)) {
        const typeCell = known && this.#merged(name, names.declared.get(name)!, -1, names).typeCell;
        // A value that the cell declares leaves an older type of its name in sight.
        if (typeCell === undefined || typeCell === -1) continue;
        const from = this.specifierOf(typeCell);
        add(from, name);
        continue;
      }
      if (!known && !this.#preloadNames.has(name)) continue;
      const from = origin(name);
      const isLet = known?.kind === 'let';
      const typeFrom = known?.typeCell === undefined ? from : this.specifierOf(known.typeCell);
      if (typeFrom !== from) add(typeFrom, name);
      // An import can't be assigned, and in a function it forgets what a condition around that function found out.
      if (known?.narrowable || typeFrom !== from || (isLet && names.assigned.has(name)))
        variables += `declare ${isLet ? (known.narrowable ? 'let' : 'var') : 'const'} ${name}: typeof import('${from}').${name};`;
      else add(from, name);
    }
    const lines = [...imports].map(([from, list]) => `import {${list}} from '${from}';`);
    return `\n;export {${own.map(exported)}};${variables}${lines.join('')}`;
  }

  #writeSession(): void {
    writeFileSync(this.session, this.#sessionText());
  }

  #sessionText(): string {
    const byCell = new Map<number, string[]>(this.#augmenting.map(cell => [cell, []]));
    for (const [name, { cell }] of this.#names) addTo(byCell, cell, name);
    const lines = [...byCell].map(([cell, names]) =>
      names.length
        ? `export {${names}} from '${this.specifierOf(cell)}';`
        : `import '${this.specifierOf(cell)}';`,
    );
    // Names listed one by one win over those of `export *`: a cell's declaration shadows the preload's.
    if (this.#preload) lines.push(`export * from ${JSON.stringify(this.#preload)};`);
    return `${lines.join('\n')}\nexport {};`;
  }
}

/** In place: a cell may declare very many names. */
function addTo<Key>(lists: Map<Key, string[]>, key: Key, name: string): void {
  const list = lists.get(key);
  if (list) list.push(name);
  else lists.set(key, [name]);
}

function writeConfig(file: string, config: object): void {
  writeFileSync(file, JSON.stringify(config));
}
