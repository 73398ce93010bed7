import { statSync } from 'node:fs';

/** CommonJS modules of the user: Node keeps them by the names of their files, whatever becomes of those. */
export class RequiredFiles {
  readonly #cache: NodeJS.Dict<NodeJS.Module>;
  readonly #times = new Map<string, number>();

  /** @param cache what `require` has loaded */
  constructor(cache: NodeJS.Dict<NodeJS.Module>) {
    this.#cache = cache;
  }

  /** Remembers which files there are in what state; to be called when modules have been loaded. */
  note(): void {
    for (const file of Object.keys(this.#cache))
      if (!file.includes('/node_modules/') && !this.#times.has(file)) this.#times.set(file, modified(file));
  }

  /** Has Node forget all of them if one has changed, for any may have required it. */
  forgetChanged(): void {
    if ([...this.#times].every(([file, time]) => modified(file) === time)) return;
    for (const file of this.#times.keys()) delete this.#cache[file];
    this.#times.clear();
  }
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
