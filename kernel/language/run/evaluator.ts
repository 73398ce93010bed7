import { constants, Script } from 'node:vm';
import type { Program } from '../language.js';
import type { Checkpoint } from '../transform/checkpoints.js';
import { CHECKPOINT, RUNTIME } from '../transform/runtime-names.js';
import { Bindings } from './bindings.js';
import { describeError, type ErrorDescription } from './describe-error.js';
import { Modules } from './modules.js';
import { CellStacks } from './stack.js';

/** How to start an evaluator. */
export interface EvaluatorOptions {
  /** Imports and `require` resolve from here. */
  readonly folder: string;
  /** Absolute path of the module whose exports every cell sees without an import. */
  readonly preload?: string | undefined;
  /** As {@link LanguageOptions.modules}. */
  readonly modules?: Readonly<Record<string, string>>;
  /**
   * Passed by the code of cells where it goes on after an `await`.
   * @default nothing is ended
   */
  readonly checkpoint?: Checkpoint;
}

/** What running a cell came to. */
export interface Evaluation {
  /** True if the cell ended in an expression whose value is not `undefined`. */
  readonly hasValue: boolean;
  readonly value: unknown;
}

/** A first cell that needs nothing of the preload does not compete with its loading for so long, in milliseconds. */
const preloadDelay = 500;

/**
 * Runs checked cells in this process, in its global scope.
 *
 * #### Notes
 * A name of a cell is a `let` of the global script scope, declared once and assigned by each cell that declares it: functions of
 * older cells see the newest value, a throwing initialiser leaves the name usable, and a name like `fetch` hides the global
 * property without changing it.
 */
export class Evaluator {
  readonly #modules: Modules;
  readonly #stacks = new CellStacks();
  readonly #bindings = new Bindings();
  /** What the code of cells reaches by {@link RUNTIME}. */
  readonly #runtime: object;
  readonly #preload: string | undefined;
  #preloading: Promise<void> | undefined;
  readonly #checkpoint: Checkpoint;

  /** Starts to load the preload soon, in the background. */
  constructor({ folder, preload, modules, checkpoint }: EvaluatorOptions) {
    this.#checkpoint = checkpoint ?? (value => value);
    this.#modules = new Modules(folder, modules);
    const { meta, import: load, pick } = this.#modules;
    this.#runtime = { meta, import: load, pick, bind: this.#bindings.bind };
    this.#stacks.install();
    const { require, filename, folder: dirname } = this.#modules;
    this.#bindings.declare(['require', '__filename', '__dirname']);
    runScript(`(r, f, d) => { require = r; __filename = f; __dirname = d; }`)(require, filename, dirname);
    this.#preload = preload;
    setTimeout(() => this.preloaded(), preloadDelay).unref();
  }

  /** Resolves when the preload is loaded, or has failed to: that is reported by the first cell that needs it. */
  async preloaded(): Promise<void> {
    await this.#preloaded().catch(() => {});
  }

  /**
   * Runs a cell to its end, its awaits included.
   *
   * @throws whatever the cell throws; {@link Evaluator.describeError} makes it readable
   */
  async run(program: Program): Promise<Evaluation> {
    if (program.preloadNames.length) await this.#preloaded();
    this.#stacks.add(program);
    this.#modules.settings = program.settings ?? {};
    this.#bindings.refresh();
    this.#bindings.declare(program.declares);
    const opening = `(${program.async ? 'async ' : ''}(${RUNTIME}, ${CHECKPOINT}) => {"use strict";`;
    const script = new Script(`${opening}${program.code}\n})`, {
      filename: `cell[${program.cell}]`,
      // The opening is not the user's: positions count from behind it.
      columnOffset: -opening.length,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const result = await script.runInThisContext({ displayErrors: false })(this.#runtime, this.#checkpoint);
    // Without a prototype, for the same reason as what the cell returns.
    return { __proto__: null, hasValue: result?.value !== undefined, value: result?.value } as Evaluation;
  }

  /** What a thrown value says, ready for a person: never throws, whatever the value is. */
  describeError(error: unknown): ErrorDescription {
    try {
      return describeError(error, this.#stacks);
    } catch {
      return undescribed(error);
    }
  }

  #preloaded(): Promise<void> {
    if (this.#preload === undefined) return Promise.resolve();
    this.#preloading ??= this.#loadPreload(this.#preload);
    return this.#preloading;
  }

  async #loadPreload(file: string): Promise<void> {
    const exported = await this.#modules.importFile(file);
    for (const name of Object.keys(exported))
      if (name !== 'default') this.#bindings.expose(name, () => exported[name]);
  }
}

/** For errors that even a careful look fails on, as it does once a cell has replaced what all text is made with. */
function undescribed(error: unknown): ErrorDescription {
  let evalue = 'An error that cannot be shown';
  try {
    const { message } = error as Error;
    if (typeof message === 'string') evalue = message;
  } catch {
    // It does not even say that.
  }
  const hint = 'More of it can not be shown: a cell has replaced a part of JavaScript. Restart the kernel.';
  return { ename: 'Error', evalue, traceback: [evalue, hint] };
}

function runScript(code: string): (...args: unknown[]) => unknown {
  return new Script(code).runInThisContext();
}
