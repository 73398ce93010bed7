import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CachedSource } from '../../lib/storage/cached-source.js';
import { eachAtOnce } from '../../lib/storage/each-at-once.js';
import type { Sliceable } from '../../lib/storage/pieces.js';
import { S3Bucket } from '../../lib/storage/s3/bucket.js';
import type { S3Options } from '../../lib/storage/s3/options.js';
import type { PutOptions } from '../../lib/storage/transfer-options.js';
import { bytesToCut, uploadSource } from '../../lib/storage/upload-source.js';
import type { BucketNote, BucketNotes } from './bucket-notes.js';
import { contentType, typeByName } from './content-type.js';
import {
  type Announced,
  ChecksumError,
  MissingUploadError,
  type ObjectStore,
  type StoredObject,
  type UploadFile,
  type UploadInfo,
  type UploadNames,
  type UploadTarget,
} from './object-store.js';
import type { SignedLinks } from './signing.js';
import { UploadOffsetError } from './unfinished-uploads.js';
import { UploadVersions } from './upload-versions.js';

/** Milliseconds that a bucket has to answer when the service starts. */
const patience = 10_000;

/** Requests to the bucket at once. */
const atOnce = 8;

/** The SHA-256 of nothing. Some clients announce no length for it, which S3 refuses. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The bucket can't be used. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code = 'store';

  constructor(place: string, cause: Error) {
    const why =
      cause.name === 'TimeoutError'
        ? `it did not answer within ${patience / 1000} s. Check the network and the endpoint`
        : cause.message;
    super(
      `Objects can't be kept in ${place}: ${why}. Correct --store, or "store" and "s3" in settings.json ` +
        "('folder' keeps them in the data folder).",
      { cause },
    );
  }
}

/** What a store in a bucket works with. */
export interface BucketMeans {
  /** Tells the jobs of this home from those of others that use the same prefix. */
  readonly home: string;
  readonly notes: BucketNotes;
  readonly links: SignedLinks;
}

/**
 * Uploads, outputs and snapshots in a bucket: `uploads/NAME/SHA256` (see {@link UploadVersions}), which all services with
 * this prefix share, and `jobs/HOME/JOB/...`. Clients fetch and send by URLs that the bucket itself takes.
 */
export class BucketStore implements ObjectStore {
  readonly #uploads: UploadVersions;

  private constructor(
    private readonly bucket: S3Bucket,
    private readonly means: BucketMeans,
  ) {
    this.#uploads = new UploadVersions(bucket);
  }

  /**
   * Makes sure that objects can be listed, stored and removed, and gives up the uploads that an earlier service began.
   *
   * @throws {StoreError}
   */
  static async open(address: string, options: S3Options, means: BucketMeans): Promise<BucketStore> {
    const signal = AbortSignal.timeout(patience);
    try {
      const store = new BucketStore(new S3Bucket(address, options), means);
      const own = `jobs/${means.home}/`;
      const { bucket } = store;
      await bucket.list(own, signal).next();
      await bucket.put(`${own}check`, Readable.from([]), { signal });
      await bucket.delete(`${own}check`, signal);
      // Some servers and rights don't allow that: then a rule of the bucket may remove them.
      await bucket.abandonUploads(own, signal).catch(() => {});
      return store;
    } catch (error) {
      throw new StoreError(address, error as Error);
    }
  }

  get place(): string {
    return this.bucket.place;
  }

  listUploads(): Promise<UploadInfo[]> {
    return this.#uploads.list();
  }

  async uploadNames(names: readonly string[]): Promise<UploadNames> {
    const there = new Set<string>();
    await eachAtOnce(new Set(names), atOnce, undefined, async (name, signal) => {
      if (await this.#uploads.has(name, signal)) there.add(name);
    });
    return there;
  }

  async uploadTarget(
    name: string,
    seconds: number,
    { sha256 }: Pick<Announced, 'sha256'>,
  ): Promise<UploadTarget> {
    if (sha256 === emptySha256) {
      return { url: this.means.links.url('PUT', `uploads/${name}`, seconds, { sha256 }) };
    }
    const key = this.#uploads.expect(name, sha256);
    return { url: await this.bucket.presign(key, 'PUT', seconds, sha256) };
  }

  async receiveUpload(name: string, bytes: Readable, { sha256, offset = 0 }: Announced): Promise<string> {
    if (offset > 0) throw new UploadOffsetError(`The upload of ${name} goes on at byte 0, not ${offset}.`);
    const key = this.#uploads.expect(name, sha256);
    return (await this.bucket.put(key, announced(name, bytes, sha256))).sha256;
  }

  removeUpload(name: string): Promise<void> {
    return this.#uploads.remove(name);
  }

  async uploadFile(name: string, path: string, signal: AbortSignal): Promise<UploadFile> {
    for (let before: string | undefined; ; ) {
      const found = await this.#uploads.newest(name, signal);
      if (!found) {
        throw new MissingUploadError(this.place, name);
      }
      // Many jobs fetch the same.
      const source = new CachedSource(
        this.bucket.source(found.key),
        async () => `${this.place} ${found.version}`,
      );
      try {
        await source.save(path, { signal });
        return { path, version: found.version };
      } catch (error) {
        signal.throwIfAborted();
        // Another one may have taken its place meanwhile.
        if (before === found.version || !['no-object', 'changed'].includes(reasonOf(error))) throw error;
        before = found.version;
      }
    }
  }

  addOutput(
    jobId: number,
    index: number,
    name: string,
    file: string,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    return this.#addFile(jobId, 'output', `outputs/${index}/${name}`, name, file, signal);
  }

  async addSnapshot(jobId: number, file: string, signal: AbortSignal): Promise<void> {
    await this.#addFile(jobId, 'snapshot', 'snapshot.tgz', 'snapshot.tgz', file, signal);
  }

  async receiveOutput(jobId: number, name: string, bytes: Readable): Promise<void> {
    await this.#add(jobId, 'sent', `sent/${name}`, name, bytes, { contentType: typeByName(name) });
  }

  async #addFile(
    jobId: number,
    kind: BucketNote['kind'],
    key: string,
    name: string,
    path: string,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    const source = await uploadSource(path, name);
    const file = await open(path);
    const type = await contentType(file, name).finally(() => file.close());
    const { size } = source;
    return this.#add(jobId, kind, key, name, bytesToCut(source, signal), { size, signal, contentType: type });
  }

  async #add(
    jobId: number,
    kind: BucketNote['kind'],
    path: string,
    name: string,
    bytes: AsyncIterable<Uint8Array> | Sliceable,
    options: PutOptions,
  ): Promise<StoredObject> {
    const { home, notes } = this.means;
    const key = `jobs/${home}/${jobId}/${path}`;
    const note = { kind, name, address: this.place + key };
    notes.write(jobId, note);
    const { size } = await this.bucket.put(key, bytes, options);
    notes.write(jobId, { ...note, size });
    return { key: note.address, size };
  }
}

/** Passes bytes on; their end only when they are what was announced, so that nothing else is stored. */
async function* announced(
  name: string,
  bytes: Readable,
  sha256: string | undefined,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    yield chunk;
  }
  const received = hash.digest('hex');
  if (sha256 !== undefined && received !== sha256) throw new ChecksumError(name, received, sha256);
}

function reasonOf(error: unknown): string {
  return String((error as { reason?: unknown }).reason);
}
