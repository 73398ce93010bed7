import { StorageError } from '../errors/storage-error.js';
import type { ByteRange, ByteSource, Checksum, SourceFacts } from './byte-source.js';
import { ChecksumCheck } from './checksum.js';
import { localSource } from './local-source.js';
import { pauseBefore } from './retry.js';
import type { TransferOptions } from './transfer-options.js';

/** How an object is read; each opening is one attempt. */
export interface ObjectReader {
  /** What messages call it. */
  readonly name: string;
  /** Asks again by itself. */
  facts(signal?: AbortSignal): Promise<SourceFacts>;
  /**
   * The bytes from `start` up to `end`, which is not included; `end` may be infinite. Rejects when `version` is given
   * and the object is another by now.
   */
  open(start: number, end: number, version: string | undefined, signal?: AbortSignal): Promise<OpenedRange>;
}

/** Bytes that are on their way. */
export interface OpenedRange {
  readonly body: AsyncIterable<Uint8Array>;
  /** How many bytes come; undefined where the storage does not tell. */
  readonly length: number | undefined;
  readonly version: string | undefined;
  /** What all bytes must add up to; of a whole object only. */
  readonly checksum?: Checksum | undefined;
}

/** A source that asks again, from the byte where it broke off. One stream never has bytes of two versions. */
export class RetriedSource implements ByteSource {
  /** @param version if given, the only one that is read */
  constructor(
    private readonly reader: ObjectReader,
    private readonly version?: string,
  ) {}

  /** What the storage tells of the file beforehand. */
  facts(signal?: AbortSignal): Promise<SourceFacts> {
    return this.reader.facts(signal);
  }

  async size(signal?: AbortSignal): Promise<number | undefined> {
    return (await this.facts(signal)).size;
  }

  /** @param known what `facts` has told just now, where it was asked */
  async save(path: string, options: TransferOptions = {}, known?: SourceFacts): Promise<void> {
    const { size, ...facts } = known ?? (await this.facts(options.signal));
    const pinned = new RetriedSource(this.reader, facts.version);
    if (size === undefined) {
      const { saveStream } = await import('./save-to.js');
      await saveStream(pinned.stream(undefined, options.signal), path);
      return;
    }
    const { saveRanges } = await import('./save-ranges.js');
    const wanted = { ...facts, size, name: this.reader.name };
    const from = facts.path === undefined ? pinned : localSource(facts.path);
    await saveRanges((range, signal) => from.stream(range, signal), wanted, path, options);
  }

  async *stream(
    { start, end }: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY },
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    let at = start;
    let { version } = this;
    let attempt = 1;
    let check: ChecksumCheck | undefined;
    while (at < end) {
      let broken: unknown;
      try {
        const opened = await this.reader.open(at, end, version, signal);
        version ??= opened.version;
        if (at === 0 && opened.checksum) check = new ChecksumCheck(opened.checksum);
        const last = opened.length === undefined ? undefined : at + opened.length;
        for await (const chunk of opened.body) {
          at += chunk.length;
          check?.update(chunk);
          attempt = 1;
          yield chunk;
        }
        if (last === undefined || at === last) break;
        broken = new StorageError(
          `Reading ${this.reader.name} failed: it broke off after ${at - start} bytes of ${last - start}. Try again`,
          undefined,
          { reason: 'unreachable' },
        );
      } catch (error) {
        broken = error;
      }
      await pauseBefore(attempt, broken, signal);
      attempt += 1;
    }
    if (check?.matches() === false) throw corrupted(this.reader.name);
  }
}

function corrupted(name: string): StorageError {
  return new StorageError(
    `Reading ${name} failed: its bytes do not add up to its checksum, so they were changed on their way. Try again`,
    undefined,
    { reason: 'corrupted' },
  );
}
