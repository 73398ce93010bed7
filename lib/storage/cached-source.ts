import { stat } from 'node:fs/promises';
import { StorageError } from '../errors/storage-error.js';
import type { ByteRange, ByteSource } from './byte-source.js';
import { FileCache } from './file-cache.js';
import { localSource } from './local-source.js';
import type { RetriedSource } from './retried-source.js';
import { saveTo } from './save-to.js';
import type { TransferOptions } from './transfer-options.js';

/** What tells a file, as it is, from all others for ever; undefined where that cannot be told. */
export type CacheKey = (signal?: AbortSignal) => Promise<string | undefined>;

/** A file that is read from the cache once it was read whole, as long as its key stays the same. */
export class CachedSource implements ByteSource {
  readonly #cache = new FileCache();

  constructor(
    private readonly source: RetriedSource,
    private readonly key: CacheKey,
  ) {}

  async size(signal?: AbortSignal): Promise<number | undefined> {
    const path = await this.#find(await this.key(signal));
    return path === undefined ? this.source.size(signal) : (await stat(path)).size;
  }

  async *stream(range?: ByteRange, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const key = await this.key(signal);
    const path = (await this.#find(key)) ?? (range ? undefined : await this.#fetched(key, { signal }));
    yield* path === undefined ? this.source.stream(range, signal) : localSource(path).stream(range, signal);
  }

  async save(path: string, options: TransferOptions = {}): Promise<void> {
    const key = await this.key(options.signal);
    const found = (await this.#find(key)) ?? (await this.#fetched(key, options));
    if (found === undefined) await this.source.save(path, options);
    else await saveTo(localSource(found), path, options);
  }

  async #find(key: string | undefined): Promise<string | undefined> {
    return key === undefined ? undefined : this.#cache.find(key);
  }

  /** Undefined where it has no room in the cache. */
  async #fetched(key: string | undefined, options: TransferOptions): Promise<string | undefined> {
    if (key === undefined) return undefined;
    const facts = await this.source.facts(options.signal);
    if (facts.size !== undefined && facts.size > this.#cache.limit / 2) return undefined;
    try {
      return await this.#cache.add(key, path => this.source.save(path, options, facts));
    } catch (error) {
      const disk = (error as NodeJS.ErrnoException).syscall !== undefined;
      const full = error instanceof StorageError && error.reason === 'disk-full';
      if (disk || full) return undefined;
      throw error;
    }
  }
}
