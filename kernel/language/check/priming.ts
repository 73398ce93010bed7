import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How long no call must have come before types are loaded unasked, in milliseconds. */
const QUIET = 300;
/** How many dependencies of a package.json are loaded unasked. */
const MOST = 10;

const IMPORTED = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** Packages that code imports, or is about to. */
export function packagesIn(code: string): string[] {
  return [...code.matchAll(IMPORTED)]
    .map(found => found[1]!)
    .filter(name => !/^(\.|\/|node:|file:)/.test(name));
}

/** Loads the types of packages that cells may import soon, one at a time, while nothing else is to be done. */
export class Priming {
  readonly #folder: string;
  readonly #load: (specifier: string) => void;
  readonly #seen = new Set<string>();
  readonly #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param folder where packages are looked for, and upwards of it
   * @param load may take long
   */
  constructor(folder: string, load: (specifier: string) => void) {
    this.#folder = folder;
    this.#load = load;
  }

  /** Has packages loaded, the latest wish first. What is not installed is left out. */
  want(specifiers: readonly string[]): void {
    const fresh = specifiers.filter(name => !this.#seen.has(name) && this.#isInstalled(name));
    for (const name of fresh) this.#seen.add(name);
    this.#waiting.unshift(...fresh);
  }

  /** Has the dependencies loaded that the folder's package.json names. */
  wantDependencies(): void {
    const file = join(this.#folder, 'package.json');
    if (!existsSync(file)) return;
    try {
      const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: object };
      this.want(Object.keys(dependencies ?? {}).slice(0, MOST));
    } catch {
      // It is no concern of the cells what is wrong with it.
    }
  }

  /** To be called whenever there was something to do. */
  rest(): void {
    clearTimeout(this.#timer);
    if (!this.#waiting.length) return;
    this.#timer = setTimeout(() => {
      this.#load(this.#waiting.shift()!);
      this.rest();
    }, QUIET);
    this.#timer.unref();
  }

  #isInstalled(specifier: string): boolean {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    for (let at = this.#folder; ; at = dirname(at)) {
      if (existsSync(join(at, 'node_modules', name))) return true;
      if (at === dirname(at)) return false;
    }
  }
}
