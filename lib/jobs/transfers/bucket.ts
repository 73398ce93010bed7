import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { stopSignal } from '../../display/stop-signal.js';
import type { DataFile } from '../../outputs/data-file.js';
import { objectFile } from '../../outputs/object-file.js';
import { s3Address } from '../../storage/s3/address.js';
import type { S3Bucket } from '../../storage/s3/bucket.js';
import type { S3Options } from '../../storage/s3/options.js';
import type { Sent } from '../../storage/s3/stored.js';
import type { Uploadable } from '../../storage/upload-source.js';
import type { SignalOption } from '../call-options.js';
import { TransferDisplay } from './transfer-display.js';

/** An object of a bucket. */
export interface BucketObject {
  /** Below the address of the bucket. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** Options of a signed URL. */
export interface PresignOptions {
  /** What it allows: reading, or storing. @default 'GET' */
  readonly method?: 'GET' | 'PUT' | undefined;
  /** How long it is good for, at most a week. @default 3600 */
  readonly seconds?: number | undefined;
}

/**
 * The objects of a bucket, or those whose names begin with a prefix. Credentials, region and endpoint are found as all
 * AWS programs find them (profiles, AWS_... variables, SSO, the machine's role), and are never shown.
 *
 * @param address `s3://bucket` or `s3://bucket/prefix`
 * @throws StorageError when the address is none
 *
 * @example
 * const data = s3('s3://my-bucket/runs', { profile: 'lab' })
 * await data.put('mesh.h5', 'data/mesh.h5')
 * for (const { name, size } of await data.list()) console.log(name, size)
 * const table = await data.open('thermo.csv').table()
 */
export function s3(address: string, options: S3Options = {}): Bucket {
  return new Bucket(address, options);
}

/** See {@link s3}. */
export class Bucket {
  #bucket: Promise<S3Bucket> | undefined;

  constructor(
    /** As it was given. */
    readonly address: string,
    private readonly options: S3Options,
  ) {
    s3Address(address);
  }

  /** The objects, by name; those whose names begin with `prefix`. @throws StorageError */
  async list(prefix = '', { signal }: SignalOption = {}): Promise<BucketObject[]> {
    const found: BucketObject[] = [];
    const stop = stopSignal(signal);
    for await (const { key, size, modified } of (await this.#open()).list(prefix, stop)) {
      found.push({ name: key, size, modified });
    }
    return found;
  }

  /** The bytes of an object. @throws StorageError */
  get(name: string, options?: SignalOption): Promise<Uint8Array>;
  /**
   * Saves an object as a file, in parallel ranges when it is large; it is there once it is whole. One that broke off goes
   * on where it ended. Gives the path as it was given.
   *
   * @throws StorageError
   */
  get(name: string, path: string, options?: SignalOption): Promise<string>;
  async get(
    name: string,
    path?: string | SignalOption,
    options: SignalOption = {},
  ): Promise<Uint8Array | string> {
    if (typeof path !== 'string') {
      const { collect } = await import('../../storage/byte-source.js');
      return collect((await this.#open()).source(name).stream(undefined, stopSignal(path?.signal)));
    }
    const display = new TransferDisplay(`Fetching ${name}`);
    try {
      const source = (await this.#open()).source(name);
      await source.save(resolve(path), {
        signal: stopSignal(options.signal),
        onProgress: display.progress,
      });
      return path;
    } finally {
      display.end();
    }
  }

  /**
   * Stores a file, a folder (as an archive), bytes or a stream under a name, in the place of what was there. The same
   * bytes are not sent twice, and an upload that was cut off goes on where it ended.
   *
   * @param what a path, bytes, or a stream
   * @throws StorageError
   * @throws MissingFileError when there is no such file
   */
  async put(name: string, what: Uploadable, { signal }: SignalOption = {}): Promise<Sent> {
    const { uploadSource } = await import('../../storage/upload-source.js');
    const { sendToBucket } = await import('../../storage/s3/send.js');
    const display = new TransferDisplay(`Uploading ${name}`, name);
    try {
      const sent = await sendToBucket(await this.#open(), name, await uploadSource(what, name), {
        signal: stopSignal(signal),
        onProgress: display.progress,
        onCompare: display.compared,
      });
      if (sent.skipped) display.sayIsThere();
      return sent;
    } finally {
      display.end();
    }
  }

  /**
   * An object as a file to read: as a table, as JSON, in ranges. Nothing is fetched before it is read, and nothing again that is in
   * the cache of this machine. `open('runs/*.parquet').table()` has the rows of several objects: `*` stands for any part of a name up to
   * the next `/`, `**` for any part of it.
   */
  open(name: string): DataFile {
    return objectFile(() => this.#open(), name, this.address);
  }

  /** Deletes an object; one that does not exist is no error. @throws StorageError */
  async delete(name: string, { signal }: SignalOption = {}): Promise<void> {
    await (await this.#open()).delete(name, stopSignal(signal));
  }

  /** A URL by which anyone can read an object, or store it, for a time. Whoever sees it can: don't leave it in a notebook. */
  async presign(name: string, { method = 'GET', seconds = 3600 }: PresignOptions = {}): Promise<string> {
    return (await this.#open()).presign(name, method, seconds);
  }

  [inspect.custom](): string {
    return `Bucket ${this.address}`;
  }

  #open(): Promise<S3Bucket> {
    this.#bucket ??= import('../../storage/s3/bucket.js').then(
      ({ S3Bucket }) => new S3Bucket(this.address, this.options),
    );
    return this.#bucket;
  }
}
