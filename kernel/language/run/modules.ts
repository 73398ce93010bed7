import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type EmitSettings, pathsOf } from '../emit-settings.js';
import type { HookData } from './module-hooks.js';
import { RequiredFiles } from './required-files.js';

type Namespace = Record<string, unknown>;
type Import = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

/** What a cell's code reaches: imports as from a file in the notebook's folder. */
export class Modules {
  readonly folder: string;
  /** The file that the notebook's cells stand for; it need not exist. */
  readonly filename: string;
  readonly require: NodeJS.Require;
  readonly #own: ReadonlyMap<string, string>;
  readonly #import: Import;
  readonly #required: RequiredFiles;
  /** Takes the specifiers of failed imports; there once the hooks are. */
  #failures: MessagePort | undefined;
  /** How modules of the folder are made runnable; they count from the first import of one. */
  settings: EmitSettings = {};

  /** @param modules as {@link LanguageOptions.modules} */
  constructor(folder: string, modules: Readonly<Record<string, string>> = {}) {
    this.folder = folder;
    this.#own = new Map(Object.entries(modules));
    this.filename = join(folder, 'notebook.ts');
    this.require = new Proxy(createRequire(this.filename), {
      apply: (require, _, [name]) => require(this.#own.get(name) ?? name),
    });
    this.#required = new RequiredFiles(this.require.cache);
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
  readonly import = async (specifier: string, options?: ImportCallOptions): Promise<Namespace> => {
    const own = this.#own.get(specifier);
    if (own !== undefined) return import(pathToFileURL(own).href);
    const isLocal = /^(\.{0,2}\/|file:)/.test(specifier) || pathsOf(this.settings, specifier).length > 0;
    if (!isLocal) return this.#import(specifier, options);
    const failures = this.#hooks();
    this.#required.forgetChanged();
    try {
      return await this.#import(specifier, options);
    } catch (error) {
      failures.postMessage(specifier);
      throw error;
    } finally {
      this.#required.note();
    }
  };

  /** The hooks run on a thread of their own, which not every notebook needs. */
  #hooks(): MessagePort {
    if (this.#failures) return this.#failures;
    process.setSourceMapsEnabled(true);
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    const data: HookData = {
      settings: this.settings,
      modules: new Map([...this.#own].map(([name, file]) => [name, pathToFileURL(file).href])),
      notebook: pathToFileURL(this.filename).href,
      failures: port2,
    };
    register('./module-hooks.js', import.meta.url, { data, transferList: [port2] });
    this.#failures = port1;
    return port1;
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
