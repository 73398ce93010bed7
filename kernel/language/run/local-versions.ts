import { statSync } from 'node:fs';

interface Version {
  /** Tells one content of the file from another. */
  readonly stamp: string;
  readonly number: number;
  /** Local modules that it has imported, in which version. */
  readonly imports: Map<string, number>;
}

/**
 * Versions of the modules of the notebook's folder. A module has a new one when its file has changed, or when a module has
 * that it imports: Node keeps what it has loaded under a URL for good, so each version is loaded under its own.
 */
export class LocalVersions {
  readonly #versions = new Map<string, Version>();

  /**
   * The version of a file as it is now.
   *
   * @param importer the local module that imports it, if it is not a cell
   */
  of(file: string, importer?: string): number {
    const number = this.#visit(file, new Set());
    if (importer !== undefined) this.#versions.get(importer)?.imports.set(file, number);
    return number;
  }

  /** Has a file and what it imports loaded anew by its next import: loading it has failed. */
  forget(file: string): void {
    const version = this.#versions.get(file);
    if (!version || version.stamp === '') return;
    this.#versions.set(file, { ...version, stamp: '' });
    for (const imported of version.imports.keys()) this.forget(imported);
  }

  #visit(file: string, visited: Set<string>): number {
    const known = this.#versions.get(file);
    if (known && visited.has(file)) return known.number;
    visited.add(file);
    const stamp = stampOf(file);
    let isCurrent = known?.stamp === stamp;
    for (const [imported, number] of known?.imports ?? []) {
      if (!isCurrent) break;
      isCurrent = this.#visit(imported, visited) === number;
    }
    if (known && isCurrent) return known.number;
    const number = (known?.number ?? 0) + 1;
    this.#versions.set(file, { stamp, number, imports: new Map() });
    return number;
  }
}

function stampOf(file: string): string {
  const { mtimeNs, size } = statSync(file, { bigint: true });
  return `${mtimeNs}-${size}`;
}
