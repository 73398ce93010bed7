import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBeingAddedTo } from '../../lib/storage/add-to-file.js';

/** Milliseconds. */
const keptFor = 24 * 3_600_000;

/** The rest of an upload does not begin where the part that is here ends, or another request goes on with it. */
export class UploadOffsetError extends Error {
  override readonly name = 'UploadOffsetError';
  readonly code = 'upload-offset';
}

/** A request that adds to an upload. */
interface Receiving {
  /** Settles when it adds no more. */
  readonly ended: Promise<unknown>;
  /** Ends it early. */
  readonly stop: AbortController;
}

/** The beginnings of uploads that broke off, kept for a day for those who send the rest. */
export class UnfinishedUploads {
  readonly #receiving = new Map<string, Receiving>();

  constructor(private readonly folder: string) {}

  /** Makes the folder, and removes what nobody has gone on with. */
  async tidy(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < Date.now() - keptFor) await rm(path, { force: true });
    }
  }

  /**
   * How many bytes are here of an upload. What comes in of it by an earlier request ends: whether its sender lives can't be
   * known, and one that does can send the whole. Undefined while a process of this machine adds to its file.
   *
   * @param key what its sender tells it from others by
   */
  async received(name: string, key: string): Promise<number | undefined> {
    const path = this.pathOf(name, key);
    const earlier = this.#receiving.get(path);
    earlier?.stop.abort(
      new UploadOffsetError(
        `The upload of ${name} goes on by a later request. Send all of it, without \`resume\`.`,
      ),
    );
    await earlier?.ended.catch(() => {});
    return (await isBeingAddedTo(path)) ? undefined : sizeOf(path);
  }

  /**
   * Calls with the file to which the rest of an upload is to be added, and a signal to stop that. Where it breaks off the
   * file is kept.
   *
   * @throws {UploadOffsetError} when the file has not the size `offset`, or is being added to
   */
  async withFile<T>(
    name: string,
    key: string,
    offset: number,
    add: (path: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const path = this.pathOf(name, key);
    if (this.#receiving.has(path)) {
      throw new UploadOffsetError(
        `The upload of ${name} is coming in already. Send all of it, without \`resume\`.`,
      );
    }
    const stop = new AbortController();
    const ended = this.#add(name, path, offset, file => add(file, stop.signal)).finally(() =>
      this.#receiving.delete(path),
    );
    this.#receiving.set(path, { ended, stop });
    return ended;
  }

  async #add<T>(name: string, path: string, offset: number, add: (path: string) => Promise<T>): Promise<T> {
    const found = await sizeOf(path);
    if (found === offset) return add(path);
    throw new UploadOffsetError(`The upload of ${name} goes on at byte ${found}, not ${offset}.`);
  }

  /** The file with what is here of an upload; it may not exist. */
  pathOf(name: string, key: string): string {
    return join(this.folder, createHash('sha256').update(`${key} ${name}`).digest('hex'));
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
