import { Script } from 'node:vm';

/**
 * The names of cells in the global scope of this process.
 *
 * #### Notes
 * What a cell declares is a `let` of the global script scope, as fast as a variable of a module. What can change without a
 * cell's doing, such as a variable that is imported, is a property of the global object with a getter; a `let` of the same
 * name hides it for good.
 */
export class Bindings {
  readonly #declared = new Set<string>();
  readonly #exposed = new Set<string>();
  /** Imported variables whose name was taken, by what copies their value into it. */
  readonly #copies = new Map<string, () => void>();

  /** Makes sure that there is a variable for each of the names, whatever it holds. */
  declare(names: readonly string[]): void {
    for (const name of names) this.#copies.delete(name);
    const fresh = names.filter(name => !this.#declared.has(name));
    if (!fresh.length) return;
    new Script(`let ${fresh.join(', ')};`).runInThisContext({ displayErrors: false });
    for (const name of fresh) this.#declared.add(name);
  }

  /** Makes a name that is read anew each time; whoever assigns to it has a property of that value. */
  expose(name: string, get: () => unknown): void {
    this.#exposed.add(name);
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get,
      set: value => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true }),
    });
  }

  /**
   * Binds an imported variable, so that what its module assigns later is seen.
   *
   * @param value what it holds now
   * @param get reads it from its module, unless the module has it only on its default export
   */
  readonly bind = (name: string, value: unknown, get: () => unknown): void => {
    const isLive = Object.is(get(), value);
    const isFree = !this.#declared.has(name) && (this.#exposed.has(name) || !(name in globalThis));
    if (isLive && isFree) {
      this.expose(name, get);
      return;
    }
    this.declare([name]);
    const assign: (value: unknown) => void = new Script(`value => { ${name} = value; }`).runInThisContext();
    assign(value);
    if (isLive) this.#copies.set(name, () => assign(get()));
  };

  /** Before a cell runs: imported variables that have to be copied are as they are now. */
  refresh(): void {
    for (const copy of this.#copies.values()) copy();
  }
}
