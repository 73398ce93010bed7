import { stat } from 'node:fs/promises';
import { StorageError } from '../errors/storage-error.js';
import type { ByteRange, ByteSource } from './byte-source.js';
import { FileCache } from './file-cache.js';
import { localSource } from './local-source.js';
import type { RetriedSource } from './retried-source.js';
import { saveTo } from './save-to.js';
import type { TransferOptions } from './transfer-options.js';

/** A file that does not change any more: once it was read whole, it is read from the cache. */
export class CachedSource implements ByteSource {
  readonly #cache = new FileCache();

  /** @param key what tells the file from all others, for ever */
  constructor(
    private readonly source: RetriedSource,
    private readonly key: string,
  ) {}

  async size(signal?: AbortSignal): Promise<number | undefined> {
    const path = await this.#cache.find(this.key);
    return path === undefined ? this.source.size(signal) : (await stat(path)).size;
  }

  async *stream(range?: ByteRange, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const found = await this.#cache.find(this.key);
    const path = found ?? (range ? undefined : await this.#fetched({ signal }));
    yield* path === undefined ? this.source.stream(range, signal) : localSource(path).stream(range, signal);
  }

  async save(path: string, options: TransferOptions = {}): Promise<void> {
    const found = (await this.#cache.find(this.key)) ?? (await this.#fetched(options));
    if (found === undefined) await this.source.save(path, options);
    else await saveTo(localSource(found), path, options);
  }

  /** Undefined where it has no room in the cache. */
  async #fetched(options: TransferOptions): Promise<string | undefined> {
    const facts = await this.source.facts(options.signal);
    if (facts.size !== undefined && facts.size > this.#cache.limit / 2) return undefined;
    try {
      return await this.#cache.add(this.key, path => this.source.save(path, options, facts));
    } catch (error) {
      const disk = (error as NodeJS.ErrnoException).syscall !== undefined;
      const full = error instanceof StorageError && error.reason === 'disk-full';
      if (disk || full) return undefined;
      throw error;
    }
  }
}
