import { randomUUID } from 'node:crypto';
import { constants, existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { append } from './append.js';
import { objectFileName } from './names.js';
import {
  type Announced,
  ChecksumError,
  MissingUploadError,
  type NamedObject,
  type ObjectStore,
  type StoredObject,
  type UploadFile,
  type UploadInfo,
  type UploadNames,
  type UploadTarget,
} from './object-store.js';
import type { SignedLinks } from './signing.js';
import { UnfinishedUploads } from './unfinished-uploads.js';

const snapshotName = 'snapshot.tgz';

/** Stands for the index of an output that the job has sent itself. */
const sentFolder = 'sent';

/** The key of an output that a job sends itself. */
export function sentKey(jobId: number, name: string): string {
  return `outputs/${jobId}/${sentFolder}/${name}`;
}

/**
 * Uploads, outputs and snapshots as files in one folder. A key is `uploads/NAME`, `outputs/JOB/INDEX/NAME`,
 * `outputs/JOB/sent/NAME` or `snapshots/JOB/snapshot.tgz`; a file appears under its key whole or not at all.
 */
export class FolderStore implements ObjectStore {
  readonly #uploads: string;
  /** Beside each upload what was received under its name: its SHA-256, size and time. */
  readonly #checksums: string;
  readonly #outputs: string;
  readonly #snapshots: string;
  readonly #incoming: string;
  /** Uploads that may go on. */
  readonly #unfinished: UnfinishedUploads;

  private constructor(
    readonly place: string,
    private readonly links: SignedLinks,
  ) {
    const root = place;
    this.#uploads = join(root, 'uploads');
    this.#checksums = join(root, 'checksums');
    this.#outputs = join(root, 'outputs');
    this.#snapshots = join(root, 'snapshots');
    this.#incoming = join(root, 'incoming');
    this.#unfinished = new UnfinishedUploads(join(root, 'unfinished'));
  }

  /** Opens the store and removes what an earlier service had only half received. */
  static async open(root: string, links: SignedLinks): Promise<FolderStore> {
    const store = new FolderStore(root, links);
    await rm(store.#incoming, { recursive: true, force: true });
    for (const folder of [
      store.#uploads,
      store.#checksums,
      store.#outputs,
      store.#snapshots,
      store.#incoming,
    ]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    await store.#unfinished.tidy();
    return store;
  }

  /** True while nothing was put here. */
  async isEmpty(): Promise<boolean> {
    const found = await Promise.all([this.#uploads, this.#outputs].map(folder => readdir(folder)));
    return found.flat().length === 0;
  }

  /** The file behind a key; undefined for what is no key. The file may not exist. */
  pathOf(key: string): string | undefined {
    const [area, ...rest] = key.split('/');
    if (area === 'uploads' && rest.length > 0) return this.uploadPath(rest.join('/'));
    const [job, index, name] = rest;
    if (area === 'snapshots' && rest.length === 2 && /^\d+$/.test(job!) && index === snapshotName) {
      return this.snapshotPath(Number(job));
    }
    if (area !== 'outputs' || rest.length !== 3 || !/^\d+$/.test(job!)) return undefined;
    return index === sentFolder || /^\d+$/.test(index!) ? this.#outputPath(job!, index!, name!) : undefined;
  }

  /** True if there is an object with this key. */
  has(key: string): boolean {
    const path = this.pathOf(key);
    return path !== undefined && existsSync(path);
  }

  /** The file of an upload; it may not exist. */
  uploadPath(name: string): string {
    return join(this.#uploads, objectFileName(name));
  }

  async uploadNames(): Promise<UploadNames> {
    return { has: name => existsSync(this.uploadPath(name)) };
  }

  async uploadTarget(
    name: string,
    seconds: number,
    { sha256, resume }: Pick<Announced, 'sha256' | 'resume'>,
  ): Promise<UploadTarget> {
    const key = `uploads/${name}`;
    const received = resume === undefined ? undefined : await this.#unfinished.received(name, resume);
    // What another process of this machine adds to is sent anew, and whole.
    if (received === undefined) return { url: this.links.url('PUT', key, seconds, { sha256 }) };
    const file = this.#unfinished.pathOf(name, resume!);
    return { url: this.links.url('PUT', key, seconds, { sha256, resume }), received, file };
  }

  async uploadFile(name: string): Promise<UploadFile> {
    const path = this.uploadPath(name);
    if (!existsSync(path)) throw new MissingUploadError(this.place, name);
    return { path };
  }

  async listUploads(): Promise<UploadInfo[]> {
    const uploads: UploadInfo[] = [];
    for (const file of (await readdir(this.#uploads)).sort()) {
      const found = await stat(join(this.#uploads, file)).catch(() => undefined);
      if (!found) continue;
      uploads.push({
        name: decodeURIComponent(file),
        size: found.size,
        lastModified: found.mtime,
        sha256: await this.#checksumOf(file, found),
      });
    }
    return uploads;
  }

  async removeUpload(name: string): Promise<void> {
    await rm(this.uploadPath(name), { force: true });
    await rm(join(this.#checksums, objectFileName(name)), { force: true });
  }

  async receiveUpload(
    name: string,
    bytes: Readable,
    { sha256, resume, offset = 0 }: Announced,
  ): Promise<string> {
    const store = async (incoming: string, got: string) => {
      if (sha256 !== undefined && got !== sha256) {
        throw new ChecksumError(name, got, sha256);
      }
      const record = `${got} ${identity(await stat(incoming))}`;
      await rename(incoming, this.uploadPath(name));
      await writeFile(join(this.#checksums, objectFileName(name)), record, { mode: 0o600 });
      return got;
    };
    if (resume === undefined) return this.#receive(bytes, store);
    await this.#unfinished.tidy();
    return this.#unfinished.withFile(name, resume, offset, async (path, signal) => {
      const got = await append(bytes, path, offset, signal);
      return store(path, got).finally(() => rm(path, { force: true }));
    });
  }

  async receiveOutput(jobId: number, name: string, bytes: Readable): Promise<void> {
    const path = this.#outputPath(jobId, sentFolder, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await this.#receive(bytes, incoming => rename(incoming, path));
  }

  /** @param put moves the file that was received, of this SHA-256, to its place. */
  async #receive<T>(bytes: Readable, put: (incoming: string, sha256: string) => Promise<T>): Promise<T> {
    const incoming = join(this.#incoming, randomUUID());
    try {
      return await put(incoming, await append(bytes, incoming, 0));
    } finally {
      await rm(incoming, { force: true });
    }
  }

  /** The checksum of an upload; undefined when the file is another than the one that was received. */
  async #checksumOf(file: string, found: Stats): Promise<string | undefined> {
    const record = await readFile(join(this.#checksums, file), 'utf8').catch(() => '');
    const [sha256, ...identified] = record.split(' ');
    return identified.join(' ') === identity(found) ? sha256 : undefined;
  }

  /** Each output has a folder of its own, and a name that a file had already: it needs no other one here. */
  #outputPath(job: string | number, index: string | number, name: string): string {
    return join(this.#outputs, String(job), String(index), name);
  }

  /** Links the file where that works, else copies it. */
  async addOutput(jobId: number, index: number, name: string, file: string): Promise<StoredObject> {
    const size = await this.#add(file, this.#outputPath(jobId, index, name));
    return { key: `outputs/${jobId}/${index}/${name}`, size };
  }

  /** The outputs that a job has sent itself, with their sizes in bytes. */
  sentOutputs(jobId: number): NamedObject[] {
    const folder = join(this.#outputs, String(jobId), sentFolder);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map(name => ({
      name,
      key: sentKey(jobId, name),
      size: statSync(join(folder, name)).size,
    }));
  }

  /** The folders with what a job made; they may not exist. */
  jobFolders(jobId: number): string[] {
    return [join(this.#outputs, String(jobId)), dirname(this.snapshotPath(jobId))];
  }

  /** The file of a job's snapshot; it may not exist. */
  snapshotPath(jobId: number): string {
    return join(this.#snapshots, String(jobId), snapshotName);
  }

  /** The key of a job's snapshot; undefined when none was taken. */
  snapshotKey(jobId: number): string | undefined {
    return existsSync(this.snapshotPath(jobId)) ? `snapshots/${jobId}/${snapshotName}` : undefined;
  }

  async addSnapshot(jobId: number, file: string): Promise<void> {
    await this.#add(file, this.snapshotPath(jobId));
  }

  /** Returns the size in bytes. */
  async #add(file: string, path: string): Promise<number> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const incoming = join(this.#incoming, randomUUID());
    try {
      await link(file, incoming).catch(() => copyFile(file, incoming, constants.COPYFILE_FICLONE));
      const { size } = await stat(incoming);
      await rename(incoming, path);
      return size;
    } finally {
      await rm(incoming, { force: true });
    }
  }
}

/** What tells one version of a file from another. */
function identity({ size, mtimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ino}`;
}
