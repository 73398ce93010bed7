import { addAbortSignal, Readable } from 'node:stream';
import type { HeadObjectCommandInput, HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { explaining, type SourceFacts } from '../byte-source.js';
import type { Sliceable } from '../pieces.js';
import { rangeHeader } from '../range-header.js';
import { type OpenedRange, RetriedSource } from '../retried-source.js';
import type { PutOptions } from '../transfer-options.js';
import { aborting } from './aborting.js';
import { checkKey, s3Address } from './address.js';
import { attempt } from './attempt.js';
import { s3Client } from './client.js';
import { crc32OfParts } from './crc32.js';
import { checksumOf, isPartSize, md5OfEtag } from './etag.js';
import { explained } from './explain.js';
import { headObject } from './head-object.js';
import { ObjectWriter } from './object-writer.js';
import type { S3Options } from './options.js';
import { partSizeName } from './part-size.js';
import { putObject } from './put-object.js';
import type { Stored } from './stored.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** What an answer tells of an object. */
type Told = Pick<
  HeadObjectCommandOutput,
  'ContentLength' | 'ETag' | 'ServerSideEncryption' | 'ChecksumCRC32' | 'Metadata'
>;

/** An object of a bucket. */
export interface ObjectInfo {
  /** Its name, below the prefix. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  /** Its ETag, which tells what it holds now from what it held before. */
  readonly version?: string | undefined;
}

/** The objects of a bucket whose names begin with a prefix. One is there whole or not at all. */
export class S3Bucket {
  readonly bucket: string;
  /** Empty, or a path that ends with `/`. */
  readonly prefix: string;

  /**
   * @param address `s3://bucket` or `s3://bucket/prefix`
   * @throws {StorageError} `address`
   */
  constructor(
    address: string,
    private readonly options: S3Options = {},
  ) {
    const { bucket, key } = s3Address(address);
    this.bucket = bucket;
    this.prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  }

  /** What messages call it; it holds no secrets. */
  get place(): string {
    return `s3://${this.bucket}/${this.prefix}`;
  }

  /** The objects whose names begin with `prefix`, by name. @throws {StorageError} */
  async *list(prefix = '', signal?: AbortSignal): AsyncGenerator<ObjectInfo> {
    let token: string | undefined;
    do {
      const page = await this.#send('Listing', this.place, signal, (client, sdk) =>
        client.send(
          new sdk.ListObjectsV2Command({
            Bucket: this.bucket,
            Prefix: this.prefix + prefix,
            ...(token !== undefined && { ContinuationToken: token }),
          }),
          aborting(signal),
        ),
      );
      for (const { Key = '', Size = 0, LastModified, ETag } of page.Contents ?? []) {
        const key = Key.slice(this.prefix.length);
        // Names that end with a slash stand for folders, in the minds of some tools.
        if (key === '' || key.endsWith('/')) continue;
        yield { key, size: Size, modified: LastModified ?? new Date(0), version: ETag };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  /** Undefined when there is none. @throws {StorageError} */
  async info(key: string, signal?: AbortSignal): Promise<ObjectInfo | undefined> {
    const Key = this.#keyOf(key);
    try {
      const { ContentLength = 0, LastModified = new Date(0), ETag } = await this.#head(Key, signal);
      return { key, size: ContentLength, modified: LastModified, version: ETag };
    } catch (error) {
      if ((error as { reason?: unknown }).reason === 'no-object') return undefined;
      throw error;
    }
  }

  /** Reads nothing yet. @throws {StorageError} for a name that cannot be one */
  source(key: string): RetriedSource {
    const Key = this.#keyOf(key);
    return new RetriedSource({
      name: this.#placeOf(Key),
      facts: signal => this.#facts(Key, signal),
      open: (start, end, version, signal) => this.#open(Key, start, end, version, signal),
    });
  }

  /** Stores bytes in the place of what was there. @throws {StorageError} */
  async put(
    key: string,
    bytes: AsyncIterable<Uint8Array> | Sliceable,
    options: PutOptions = {},
  ): Promise<Stored> {
    const Key = this.#keyOf(key);
    const [client, sdk] = await this.#connect();
    return putObject(new ObjectWriter(client, sdk, this.bucket, Key, options.contentType), bytes, options);
  }

  /** One that does not exist is no error. @throws {StorageError} */
  async delete(key: string, signal?: AbortSignal): Promise<void> {
    const Key = this.#keyOf(key);
    await this.#send('Deleting', this.#placeOf(Key), signal, (client, sdk) =>
      client.send(new sdk.DeleteObjectCommand({ Bucket: this.bucket, Key }), aborting(signal)),
    );
  }

  /**
   * Gives up unfinished uploads of objects whose names begin with `prefix`, so that their parts take no room: a thousand
   * at most.
   *
   * @throws {StorageError}
   */
  async abandonUploads(prefix: string, signal?: AbortSignal): Promise<void> {
    const input = { Bucket: this.bucket, Prefix: this.prefix + prefix };
    const { Uploads = [] } = await this.#send('Listing', this.place, signal, (client, sdk) =>
      client.send(new sdk.ListMultipartUploadsCommand(input), aborting(signal)),
    );
    const [client, sdk] = await this.#connect();
    for (const { Key, UploadId } of Uploads) {
      if (Key && UploadId) await new ObjectWriter(client, sdk, this.bucket, Key).abort(UploadId);
    }
  }

  /**
   * A URL that opens one object to whoever has it.
   *
   * @param method what it allows
   * @param seconds how long; S3's limit is a week
   * @param sha256 in hexadecimal: what the bytes of a PUT must have
   */
  async presign(key: string, method: 'GET' | 'PUT', seconds: number, sha256?: string): Promise<string> {
    const Key = this.#keyOf(key);
    const [client, sdk] = await this.#connect();
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    const input = { Bucket: this.bucket, Key };
    const ChecksumSHA256 = sha256 && Buffer.from(sha256, 'hex').toString('base64');
    try {
      // Two calls, since the two commands have no type in common.
      return method === 'GET'
        ? await getSignedUrl(client, new sdk.GetObjectCommand(input), { expiresIn: seconds })
        : await getSignedUrl(
            client,
            new sdk.PutObjectCommand({ ...input, ...(ChecksumSHA256 && { ChecksumSHA256 }) }),
            { expiresIn: seconds },
          );
    } catch (error) {
      throw explained('Signing a URL for', this.#placeOf(Key), error);
    }
  }

  async #facts(Key: string, signal: AbortSignal | undefined): Promise<SourceFacts> {
    return this.#factsOf(Key, await this.#head(Key, signal, { ChecksumMode: 'ENABLED' }), signal);
  }

  /** @param told the answer to a question for the whole object */
  async #factsOf(Key: string, told: Told, signal: AbortSignal | undefined): Promise<SourceFacts> {
    const { ContentLength: size = 0, ETag: version } = told;
    const md5 = md5OfEtag(version, told.ServerSideEncryption);
    const crc = crc32OfParts(told.ChecksumCRC32);
    const count = md5?.parts ?? crc?.parts;
    const partSize = count === undefined ? undefined : await this.#partSize(Key, size, count, told, signal);
    return {
      size,
      version,
      checksum: checksumOf(md5, partSize),
      ...(crc && partSize !== undefined && { parts: { size: partSize, crc32: crc.crc32 } }),
    };
  }

  /** The bytes of each part but the last; undefined where they are not of one size. */
  async #partSize(
    Key: string,
    size: number,
    parts: number,
    { Metadata }: Told,
    signal: AbortSignal | undefined,
  ): Promise<number | undefined> {
    const noted = Number(Metadata?.[partSizeName]);
    if (isPartSize(noted, size, parts)) return noted;
    const { ContentLength: first = 0 } = await this.#head(Key, signal, { PartNumber: 1 });
    return isPartSize(first, size, parts) ? first : undefined;
  }

  async #open(
    Key: string,
    start: number,
    end: number,
    wanted: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<OpenedRange> {
    const place = this.#placeOf(Key);
    const [client, sdk] = await this.#connect();
    const Range = rangeHeader({ start, end });
    try {
      const reply = await client.send(
        new sdk.GetObjectCommand({
          Bucket: this.bucket,
          Key,
          ...(Range !== undefined && { Range }),
          ...(wanted !== undefined && { IfMatch: wanted }),
        }),
        aborting(signal),
      );
      const body = reply.Body as Readable;
      if (signal) addAbortSignal(signal, body);
      const { ContentLength: length, ETag: version } = reply;
      const facts = Range === undefined ? await this.#factsOf(Key, reply, signal) : undefined;
      const told = explaining(body, signal, error => explained('Reading', place, error));
      return { body: told, length, version, checksum: facts?.checksum };
    } catch (error) {
      signal?.throwIfAborted();
      // What begins where the object ends is empty.
      if ((error as Error).name === 'InvalidRange') {
        return { body: Readable.from([]), length: 0, version: wanted };
      }
      throw explained('Reading', place, error);
    }
  }

  async #head(
    Key: string,
    signal: AbortSignal | undefined,
    asked: Pick<HeadObjectCommandInput, 'PartNumber' | 'ChecksumMode'> = {},
  ) {
    const input = { ...asked, Bucket: this.bucket, Key };
    return this.#send('Reading', this.#placeOf(Key), signal, (client, sdk) =>
      headObject(client, sdk, input, signal),
    );
  }

  async #send<T>(
    verb: string,
    place: string,
    signal: AbortSignal | undefined,
    call: (client: S3Client, sdk: Sdk) => Promise<T>,
  ): Promise<T> {
    const [client, sdk] = await this.#connect();
    return attempt(verb, place, signal, () => call(client, sdk));
  }

  async #connect(): Promise<[S3Client, Sdk]> {
    const client = await s3Client(this.options);
    return [client, await import('@aws-sdk/client-s3')];
  }

  #keyOf(key: string): string {
    return checkKey(this.bucket, this.prefix + key);
  }

  #placeOf(key: string): string {
    return `s3://${this.bucket}/${key}`;
  }
}
