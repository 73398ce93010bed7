import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive } from '../model/is-alive.js';
import type { ByteRange } from './byte-source.js';
import { copyRange } from './copy-range.js';
import { FileHasher } from './file-hasher.js';
import { hiddenName } from './hidden-name.js';
import { writeChunks } from './write-chunks.js';

/** Of this process: each belongs to one download. */
let count = 0;
const own = new Set<string>();

/**
 * A file that is being fetched in pieces, under a hidden name beside the one that it is to have. Behind its bytes it
 * has one byte for each piece, 1 where the piece is there: so a later download can go on with it.
 */
export class PartialFile {
  readonly #hasher: FileHasher;

  private constructor(
    private readonly path: string,
    private readonly target: string,
    private readonly file: FileHandle,
    private readonly size: number,
    /** The pieces that an earlier download has brought. */
    readonly done: readonly boolean[],
  ) {
    this.#hasher = new FileHasher(file.fd);
  }

  /**
   * Opens what an earlier download, whose process is gone, has left of the same version; else an empty one. What is left
   * of other versions is removed.
   *
   * @param version what tells the version from others; of none nothing is taken up
   * @throws the disk's own error
   */
  static async open(
    target: string,
    version: string | undefined,
    size: number,
    pieces: number,
  ): Promise<PartialFile> {
    await mkdir(dirname(target), { recursive: true });
    const folder = dirname(target);
    const tag = createHash('sha256').update(`${version} ${size} ${pieces}`).digest('hex').slice(0, 8);
    count += 1;
    const beginning = hiddenName(basename(target));
    const path = join(folder, `${beginning}${tag}-${process.pid}-${count}.part`);
    own.add(path);
    for (const name of await readdir(folder)) {
      const [, left, pid] = /\.([0-9a-f]{8})-(\d+)-\d+\.part$/.exec(name) ?? [];
      const old = join(folder, name);
      if (!name.startsWith(beginning) || !left || own.has(old)) continue;
      // Process 0 stands for one that has left its file.
      if (pid !== '0' && isAlive(Number(pid))) continue;
      // Of two who want it, one gets it.
      if (version === undefined || left !== tag) await rm(old, { force: true });
      else await rename(old, path).catch(() => {});
    }
    const file = await open(path, 'r+').catch(() => open(path, 'w+'));
    const marks = Buffer.alloc(pieces);
    await file.read(marks, 0, pieces, size);
    return new PartialFile(
      path,
      target,
      file,
      size,
      [...marks].map(mark => mark === 1),
    );
  }

  /** Writes a stream from a place on. */
  write(chunks: AsyncIterable<Uint8Array>, start: number): Promise<void> {
    return writeChunks(this.file, chunks, start);
  }

  /** Writes a range of a file of this machine, as {@link copyRange} does. */
  copy(
    path: string,
    range: ByteRange,
    look: (chunk: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return copyRange(path, this.file, range, look, signal);
  }

  /** The MD5 of what was written. */
  md5(start: number, end: number): Promise<Buffer> {
    return this.#hasher.md5(start, end);
  }

  /** Reads back what was written. */
  async *read(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (end <= start) return;
    yield* this.file.createReadStream({ start, end: end - 1, highWaterMark: 2 ** 20, autoClose: false });
  }

  async mark(piece: number): Promise<void> {
    await this.file.write(Buffer.of(1), 0, 1, this.size + piece);
  }

  /** Gives the file its name. */
  async finish(): Promise<void> {
    await this.#hasher.close();
    await this.file.truncate(this.size);
    await this.file.close();
    await rename(this.path, this.target);
    own.delete(this.path);
  }

  /** Leaves the file for a later download, or removes it. */
  async leave(keep: boolean): Promise<void> {
    await this.#hasher.close();
    await this.file.close().catch(() => {});
    if (!keep) await rm(this.path, { force: true });
    else await rename(this.path, this.path.replace(/-\d+-\d+\.part$/, `-0-${count}.part`));
    own.delete(this.path);
  }
}
