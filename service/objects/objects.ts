import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachAtOnce } from '../../lib/storage/each-at-once.js';
import type { Located } from '../../lib/storage/s3/locate.js';
import type { S3Options } from '../../lib/storage/s3/options.js';
import { BucketNotes } from './bucket-notes.js';
import { FolderStore } from './folder-store.js';
import type { NamedObject, ObjectStore } from './object-store.js';
import type { SignedLinks } from './signing.js';

/** Tells the place of the store that was used last. */
const placeFile = 'store';

/** Requests to a bucket at once, where there are many. */
const atOnce = 8;

/** Where a service keeps its objects. */
export interface ObjectsOptions {
  /** `s3://bucket/prefix`; undefined for the folder. */
  readonly address: string | undefined;
  /** How S3 is reached. */
  readonly s3: S3Options;
  /** Tells this home from others that use the same bucket. */
  readonly home: string;
  readonly links: SignedLinks;
}

/** The objects of a service: what comes in goes to one store, what is there is found in whichever store it was put. */
export class Objects {
  private constructor(
    /** Where new objects go. */
    readonly store: ObjectStore,
    readonly folder: FolderStore,
    /** Where they went when the service ran last, if that was another place. */
    readonly former: string | undefined,
    private readonly notes: BucketNotes,
    private readonly options: ObjectsOptions,
  ) {}

  /**
   * @param root the folder with what is kept on this machine.
   * @throws {StoreError} when the bucket can't be used.
   */
  static async open(root: string, options: ObjectsOptions): Promise<Objects> {
    const { address, s3, home, links } = options;
    const folder = await FolderStore.open(root, links);
    const notes = new BucketNotes(join(root, 'buckets'));
    let store: ObjectStore = folder;
    if (address !== undefined) {
      // Slow to load, and only needed here.
      const { BucketStore } = await import('./bucket-store.js');
      store = await BucketStore.open(address, s3, { home, notes, links });
    }
    const noted = await lastPlace(root);
    const isFirst = noted === undefined && store !== folder && (await folder.isEmpty());
    const last = isFirst ? store.place : (noted ?? folder.place);
    if ((noted ?? folder.place) !== store.place)
      await writeFile(join(root, placeFile), store.place, { mode: 0o600 });
    return new Objects(store, folder, last === store.place ? undefined : last, notes, options);
  }

  /** What the jobs of this service fetch and store. */
  get ofJobs() {
    const { store } = this;
    return {
      uploadFile: store.uploadFile.bind(store),
      addOutput: store.addOutput.bind(store),
      addSnapshot: store.addSnapshot.bind(store),
      readBucket: this.#readBucket.bind(this),
    };
  }

  /** True when the bytes of new objects go to a bucket. */
  get inBucket(): boolean {
    return this.store !== this.folder;
  }

  /** A URL to fetch an output from. */
  async outputUrl(key: string, seconds: number): Promise<string> {
    if (!isAddress(key)) return this.options.links.url('GET', key, seconds);
    const { bucket, key: name } = await this.#locate(key);
    return bucket.presign(name, 'GET', seconds);
  }

  /** A URL to fetch the snapshot of a job from; undefined when none was taken. */
  async snapshotUrl(jobId: number, seconds: number): Promise<string | undefined> {
    const key = this.notes.stored(jobId, 'snapshot')[0]?.key ?? this.folder.snapshotKey(jobId);
    return key === undefined ? undefined : this.outputUrl(key, seconds);
  }

  /** The outputs that a job has sent itself. */
  sentOutputs(jobId: number): NamedObject[] {
    return [...this.folder.sentOutputs(jobId), ...this.notes.stored(jobId, 'sent')];
  }

  /**
   * Tells which outputs are there.
   *
   * @param wanted gives the keys that will be asked for; called only if that takes requests to a bucket.
   * @throws {StorageError}
   */
  async presence(wanted: () => Iterable<string>): Promise<(key: string) => boolean> {
    const gone = new Set<string>();
    if (this.inBucket || this.notes.exist) {
      await eachAtOnce(new Set([...wanted()].filter(isAddress)), atOnce, undefined, async (key, signal) => {
        const { bucket, key: name } = await this.#locate(key);
        if (!(await bucket.info(name, signal))) gone.add(key);
      });
    }
    return key => (isAddress(key) ? !gone.has(key) : this.folder.has(key));
  }

  /** The folders with what is known of a job on this machine; they may not exist. */
  jobFolders(jobId: number): string[] {
    return [...this.folder.jobFolders(jobId), this.notes.folder(jobId)];
  }

  /** Bytes of what a job has in buckets. */
  bucketBytes(jobId: number): number {
    return this.notes.of(jobId).reduce((sum, { size = 0 }) => sum + size, 0);
  }

  /** Removes what a job has in buckets. @throws {StorageError} */
  async removeFromBuckets(jobId: number): Promise<void> {
    await eachAtOnce(this.notes.of(jobId), atOnce, undefined, async ({ address }, signal) => {
      const { bucket, key } = await this.#locate(address);
      await bucket.delete(key, signal).catch(error => {
        if (error.reason !== 'no-bucket') throw error;
      });
    });
  }

  /**
   * The bytes of an object of the user's own in S3, `s3://bucket/name`, with the rights that this service has.
   *
   * @throws {StorageError}
   */
  async *#readBucket(address: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { bucket, key } = await this.#locate(address);
    yield* bucket.source(key).stream(undefined, signal);
  }

  async #locate(address: string): Promise<Located> {
    const { locate } = await import('../../lib/storage/s3/locate.js');
    return locate(address, this.options.s3);
  }
}

/** Where the objects went when the service ran last; undefined when it is not known. */
export function lastPlace(root: string): Promise<string | undefined> {
  return readFile(join(root, placeFile), 'utf8').catch(() => undefined);
}

function isAddress(key: string): boolean {
  return key.startsWith('s3://');
}
