import { statSync } from 'node:fs';

/** Files of the user that cells import: noticed when they change, because nothing watches them. */
export class UserFiles {
  readonly #root: string;
  readonly #times = new Map<string, number>();

  /** @param root folder of files that are not the user's */
  constructor(root: string) {
    this.#root = root;
  }

  /** Adds the user's files among those of a program: neither packages nor the cells themselves. */
  add(files: readonly string[]): void {
    for (const file of files) {
      if (file.includes('/node_modules/') || file.startsWith(this.#root) || this.#times.has(file)) continue;
      this.#times.set(file, modified(file));
    }
  }

  /** Paths of all of them. */
  get files(): string[] {
    return [...this.#times.keys()];
  }

  /** Those that changed since they were last asked about. */
  changed(): string[] {
    return [...this.#times].flatMap(([file, time]) => {
      const now = modified(file);
      this.#times.set(file, now);
      return now === time ? [] : [file];
    });
  }
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
