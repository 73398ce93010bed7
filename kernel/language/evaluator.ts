import { constants, Script } from 'node:vm';
import { describeError, type ErrorDescription } from './describe-error.js';
import type { Program } from './language.js';
import { Modules } from './modules.js';
import { CHECKPOINT, RUNTIME } from './runtime-names.js';
import { CellStacks } from './stack.js';

/** How to start an evaluator. */
export interface EvaluatorOptions {
  /** Imports and `require` resolve from here. */
  readonly folder: string;
  /** Absolute path of the module whose exports every cell sees without an import. */
  readonly preload?: string | undefined;
  /**
   * Gets the value of each `await` in the code of cells, where the code goes on, and returns it; throws to end the code.
   * @default nothing is ended
   */
  readonly checkpoint?: <T>(value: T) => T;
}

/** What running a cell came to. */
export interface Evaluation {
  /** True if the cell ended in an expression whose value is not `undefined`. */
  readonly hasValue: boolean;
  readonly value: unknown;
}

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
  readonly #declared = new Set<string>();
  readonly #preload: Promise<unknown> | undefined;
  readonly #checkpoint: <T>(value: T) => T;

  /** Starts to load the preload at once, in the background. */
  constructor({ folder, preload, checkpoint }: EvaluatorOptions) {
    this.#checkpoint = checkpoint ?? (value => value);
    this.#modules = new Modules(folder);
    this.#stacks.install();
    const { require, filename, folder: dirname } = this.#modules;
    this.#declare(['require', '__filename', '__dirname']);
    runScript(`(r, f, d) => { require = r; __filename = f; __dirname = d; }`)(require, filename, dirname);
    if (preload !== undefined) {
      this.#preload = this.#loadPreload(preload);
      // Reported by the first cell that needs it.
      this.#preload.catch(() => {});
    }
  }

  /**
   * Runs a cell to its end, its awaits included.
   *
   * @throws whatever the cell throws; {@link Evaluator.describeError} makes it readable
   */
  async run(program: Program): Promise<Evaluation> {
    if (program.preloadNames.length) await this.#preload;
    this.#stacks.add(program);
    this.#declare(program.declares);
    const opening = `(${program.async ? 'async ' : ''}(${RUNTIME}, ${CHECKPOINT}) => {"use strict";`;
    const script = new Script(`${opening}${program.code}\n})`, {
      filename: `cell[${program.cell}]`,
      // The opening is not the user's: positions count from behind it.
      columnOffset: -opening.length,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const result = await script.runInThisContext({ displayErrors: false })(this.#modules, this.#checkpoint);
    return { hasValue: result?.value !== undefined, value: result?.value };
  }

  /** What a thrown value says, ready for a person: never throws, whatever the value is. */
  describeError(error: unknown): ErrorDescription {
    return describeError(error, this.#stacks);
  }

  #declare(names: readonly string[]): void {
    const fresh = names.filter(name => !this.#declared.has(name));
    if (!fresh.length) return;
    new Script(`let ${fresh.join(', ')};`).runInThisContext({ displayErrors: false });
    for (const name of fresh) this.#declared.add(name);
  }

  async #loadPreload(file: string): Promise<void> {
    const exported = await this.#modules.importFile(file);
    for (const name of Object.keys(exported)) {
      if (name === 'default') continue;
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get: () => exported[name],
        set: value => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true }),
      });
    }
  }
}

function runScript(code: string): (...args: unknown[]) => unknown {
  return new Script(code).runInThisContext();
}
