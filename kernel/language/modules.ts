import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';

type Namespace = Record<string, unknown>;
type Import = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

/** What a cell's code reaches: imports as from a file in the notebook's folder. */
export class Modules {
  readonly folder: string;
  /** The file that the notebook's cells stand for; it need not exist. */
  readonly filename: string;
  readonly require: NodeJS.Require;
  readonly #import: Import;
  #localFiles = false;

  constructor(folder: string) {
    this.folder = folder;
    this.filename = join(folder, 'notebook.ts');
    this.require = createRequire(this.filename);
    // The loader resolves from the name of the script that the import stands in.
    this.#import = new Script('(specifier, options) => import(specifier, options)', {
      filename: this.filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext();
    warnOnce(() => this.#import('node:module'));
  }

  /** `import.meta` of a cell. */
  get meta(): Namespace {
    const url = pathToFileURL(this.filename).href;
    const resolve = (specifier: string) => pathToFileURL(this.require.resolve(specifier)).href;
    return { url, filename: this.filename, dirname: this.folder, resolve };
  }

  /** `import()` of a cell. */
  readonly import = (specifier: string, options?: ImportCallOptions): Promise<Namespace> => {
    if (/^(\.{0,2}\/|file:)/.test(specifier)) this.#prepareLocalFiles();
    return this.#import(specifier, options);
  };

  /** The hooks run on a thread of their own, which not every notebook needs. */
  #prepareLocalFiles(): void {
    if (this.#localFiles) return;
    this.#localFiles = true;
    process.setSourceMapsEnabled(true);
    register('./module-hooks.js', import.meta.url);
  }

  /** Imports a module by its absolute path. */
  importFile(file: string): Promise<Namespace> {
    return this.#import(pathToFileURL(file).href);
  }

  /**
   * The value that `import { name } from 'specifier'` binds; the names of a CommonJS module may stand on its default export.
   *
   * @throws SyntaxError if the module has no such export, as a static import would
   */
  readonly pick = (module: Namespace, name: string, specifier: string): unknown => {
    if (name in module) return module[name];
    const whole = module['default'] as Namespace | null | undefined;
    if (whole !== null && whole !== undefined && name in Object(whole)) return whole[name];
    throw new SyntaxError(`The module '${specifier}' does not provide an export named '${name}'.`);
  };
}

/**
 * Node 20 and 22 warn at the first import that the loader's use from scripts is experimental, which is no concern of who writes
 * a cell: a first import takes the warning away.
 */
function warnOnce(firstImport: () => Promise<unknown>): void {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  firstImport().catch(() => {});
  process.emitWarning = emitWarning;
}
