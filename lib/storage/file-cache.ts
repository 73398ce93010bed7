import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../errors/storage-error.js';
import { tunebookHome } from '../model/home.js';
import { sha256OfFile } from './sha256.js';

const usualGigabytes = 10;
const namesLimit = 'TUNEBOOK_CACHE_GB';

/** What a cache holds. */
export interface CacheUsage {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Files from elsewhere that do not change any more, kept by what they hold: the same contents once. All kernels of a home
 * share it; those used least lately go when it grows over its limit.
 */
export class FileCache {
  readonly folder: string;
  /** Bytes. */
  readonly limit: number;
  readonly #contents: string;
  readonly #keys: string;
  readonly #incoming: string;

  /** @throws {StorageError} `address` for a limit in the environment that is no number */
  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.folder = join(tunebookHome(env).cache, 'files');
    this.limit = gigabytesOf(env[namesLimit]) * 1e9;
    this.#contents = join(this.folder, 'contents');
    this.#keys = join(this.folder, 'keys');
    this.#incoming = join(this.folder, 'incoming');
  }

  /** The path of a file that was added; undefined when there is none (any more). */
  async find(key: string): Promise<string | undefined> {
    const sha256 = await readFile(this.#keyPath(key), 'utf8').catch(() => '');
    if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    const path = join(this.#contents, sha256);
    const now = new Date();
    try {
      await utimes(path, now, now);
      return path;
    } catch {
      await rm(this.#keyPath(key), { force: true }).catch(() => {});
      return undefined;
    }
  }

  /** Adds the file that `fetch` writes; its path here. What `fetch` throws is thrown. */
  async add(key: string, fetch: (path: string) => Promise<void>): Promise<string> {
    for (const folder of [this.#contents, this.#keys, this.#incoming]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    const incoming = join(this.#incoming, randomUUID());
    try {
      await fetch(incoming);
      const sha256 = await sha256OfFile(incoming);
      const path = join(this.#contents, sha256);
      await rename(incoming, path);
      await writeFile(`${incoming}.key`, sha256, { mode: 0o600 });
      await rename(`${incoming}.key`, this.#keyPath(key));
      await this.#shrink(path);
      return path;
    } finally {
      await rm(incoming, { force: true });
    }
  }

  async usage(): Promise<CacheUsage> {
    const found = await this.#list();
    return { files: found.length, bytes: found.reduce((sum, { size }) => sum + size, 0) };
  }

  /** Removes everything. What is read at the moment is read to its end. */
  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #shrink(newest: string): Promise<void> {
    const found = await this.#list();
    let total = found.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of found.sort((a, b) => a.used - b.used)) {
      if (total <= this.limit) return;
      if (path === newest) continue;
      await rm(path, { force: true });
      total -= size;
    }
  }

  async #list(): Promise<{ path: string; size: number; used: number }[]> {
    const names = await readdir(this.#contents).catch(() => []);
    const found = names.map(async name => {
      const path = join(this.#contents, name);
      const facts = await stat(path).catch(() => undefined); // another kernel may have removed it
      return facts ? [{ path, size: facts.size, used: facts.mtimeMs }] : [];
    });
    return (await Promise.all(found)).flat();
  }

  #keyPath(key: string): string {
    return join(this.#keys, createHash('sha256').update(key).digest('hex'));
  }
}

function gigabytesOf(text: string | undefined): number {
  if (!text?.trim()) return usualGigabytes;
  const value = Number(text);
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new StorageError(`${namesLimit} is ${JSON.stringify(text)}; it is a number of gigabytes`, undefined, {
    reason: 'address',
  });
}
