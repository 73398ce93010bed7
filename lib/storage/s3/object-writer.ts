import type { S3Client } from '@aws-sdk/client-s3';
import { StorageError } from '../../errors/storage-error.js';
import { md5Of, md5OfParts } from '../checksum.js';
import { aborting } from './aborting.js';
import { attempt } from './attempt.js';
import { crc32Of } from './crc32.js';
import { isMd5 } from './etag.js';
import { partSizeName } from './part-size.js';
import { statusOf } from './status-of.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** Milliseconds by which clocks may differ. */
const clockSkew = 60_000;

const abortPatience = 15_000;

/** An upload in parts that was begun. */
export interface Upload {
  readonly id: string;
  /** The storage checks the CRC32 of each part, and tells that of the object; else it checks the MD5 of each. */
  readonly byCrc32: boolean;
}

/** A part that the storage has. */
export interface Part {
  readonly number: number;
  /** What the storage calls it: its MD5, in hexadecimal and quotes. */
  readonly etag: string;
  readonly crc32?: string | undefined;
}

/** The requests that make one object, each tried again as needed. All throw {@link StorageError}. */
export class ObjectWriter {
  readonly place: string;
  readonly #object: { readonly Bucket: string; readonly Key: string };

  /** @param contentType what a browser is told that it is. */
  constructor(
    private readonly client: S3Client,
    private readonly sdk: Sdk,
    bucket: string,
    key: string,
    private readonly contentType?: string,
  ) {
    this.place = `s3://${bucket}/${key}`;
    this.#object = { Bucket: bucket, Key: key };
  }

  /** Stores an object in one piece. */
  async whole(
    bytes: Uint8Array,
    md5: Buffer,
    sha256: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.#attempt(signal, () =>
      this.client.send(
        new this.sdk.PutObjectCommand({
          ...this.#described,
          Body: bytes,
          ContentMD5: md5.toString('base64'),
          Metadata: { sha256 },
        }),
        aborting(signal),
      ),
    );
  }

  /** Begins an upload in parts of so many bytes. */
  async begin(partSize: number, signal: AbortSignal | undefined): Promise<Upload> {
    const input = { ...this.#described, Metadata: { [partSizeName]: String(partSize) } };
    const create = (checks: { ChecksumAlgorithm?: 'CRC32' }) =>
      this.client.send(new this.sdk.CreateMultipartUploadCommand({ ...input, ...checks }), aborting(signal));
    const started = Date.now();
    let attempts = 0;
    const { UploadId: id, ChecksumAlgorithm } = await this.#attempt(signal, async () => {
      attempts += 1;
      try {
        return await create({ ChecksumAlgorithm: 'CRC32' });
      } catch (error) {
        // Servers that know no such checksums ignore the wish, or refuse it.
        if (![400, 501].includes(statusOf(error) ?? 0)) throw error;
        return create({});
      }
    });
    if (!id) throw new StorageError(`Writing ${this.place} failed: the storage gave the upload no id`);
    if (attempts > 1) await this.#abortUnheard(id, started, signal).catch(() => {});
    return { id, byCrc32: ChecksumAlgorithm === 'CRC32' };
  }

  /** An answer that was lost may have begun an upload, of which nobody knows: one of this name, just now, and empty. */
  async #abortUnheard(known: string, started: number, signal: AbortSignal | undefined): Promise<void> {
    const { Bucket, Key } = this.#object;
    const { Uploads = [] } = await this.#attempt(signal, () =>
      this.client.send(new this.sdk.ListMultipartUploadsCommand({ Bucket, Prefix: Key }), aborting(signal)),
    );
    for (const { Key: key, UploadId: id, Initiated } of Uploads) {
      if (key !== Key || id === undefined || id === known) continue;
      if ((Initiated?.getTime() ?? 0) < started - clockSkew) continue;
      if ((await this.parts(id, signal))?.size === 0) await this.abort(id);
    }
  }

  /** Sends a part; the storage refuses it when its checksum is another. */
  async part(
    { id, byCrc32 }: Upload,
    number: number,
    bytes: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<Part> {
    const crc32 = byCrc32 ? crc32Of(bytes) : undefined;
    const input = {
      ...this.#object,
      UploadId: id,
      PartNumber: number,
      Body: bytes,
      ...(crc32 === undefined ? { ContentMD5: md5Of(bytes).toString('base64') } : { ChecksumCRC32: crc32 }),
    };
    return this.#attempt(signal, async () => {
      const reply = await this.client.send(new this.sdk.UploadPartCommand(input), aborting(signal));
      const { ETag: etag = '', ChecksumCRC32: checked } = reply;
      if (checked === crc32 || isMd5(etag, bytes)) {
        return { number, etag, crc32 };
      }
      throw new StorageError(
        `Writing ${this.place} failed: the storage did not tell that part ${number} arrived as it was. Try again`,
        undefined,
        { reason: 'corrupted' },
      );
    });
  }

  /** The ETags of the parts that the storage has of an upload, by number; undefined when it knows no such upload. */
  async parts(UploadId: string, signal: AbortSignal | undefined): Promise<Map<number, string> | undefined> {
    const found = new Map<number, string>();
    let marker: string | undefined;
    do {
      const input = { ...this.#object, UploadId, ...(marker !== undefined && { PartNumberMarker: marker }) };
      try {
        const page = await this.#attempt(signal, () =>
          this.client.send(new this.sdk.ListPartsCommand(input), aborting(signal)),
        );
        for (const { PartNumber: number = 0, ETag: etag = '' } of page.Parts ?? []) {
          found.set(number, etag);
        }
        marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } catch (error) {
        if ((error as StorageError).reason === 'no-object') return undefined;
        throw error;
      }
    } while (marker !== undefined);
    return found;
  }

  /** Makes the object of its parts. */
  async complete(id: string, parts: readonly Part[], signal: AbortSignal | undefined): Promise<void> {
    const Parts = parts.map(({ number, etag, crc32 }) => ({
      PartNumber: number,
      ETag: etag,
      ...(crc32 !== undefined && { ChecksumCRC32: crc32 }),
    }));
    const input = { ...this.#object, UploadId: id, MultipartUpload: { Parts } };
    try {
      await this.#attempt(signal, () =>
        this.client.send(new this.sdk.CompleteMultipartUploadCommand(input), aborting(signal)),
      );
    } catch (error) {
      // An answer that was lost may have been a yes: then there is no such upload any more, but the object.
      if ((error as StorageError).reason !== 'no-object') throw error;
      const md5s = parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'));
      if ((await this.#etag(signal)) !== `${md5OfParts(md5s)}-${parts.length}`) throw error;
    }
  }

  /** Gives an upload up, so that its parts take no room. One that is gone already is no error. */
  async abort(UploadId: string): Promise<void> {
    try {
      // Also after an interrupt, which must not wait for a network that is gone.
      const signal = AbortSignal.timeout(abortPatience);
      await this.#attempt(signal, () =>
        this.client.send(
          new this.sdk.AbortMultipartUploadCommand({ ...this.#object, UploadId }),
          aborting(signal),
        ),
      );
    } catch (error) {
      if ((error as StorageError).reason !== 'no-object') throw error;
    }
  }

  get #described() {
    return { ...this.#object, ...(this.contentType !== undefined && { ContentType: this.contentType }) };
  }

  async #etag(signal: AbortSignal | undefined): Promise<string | undefined> {
    const found = await this.#attempt(signal, () =>
      this.client.send(new this.sdk.HeadObjectCommand(this.#object), aborting(signal)),
    );
    return found.ETag?.replaceAll('"', '');
  }

  #attempt<T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    return attempt('Writing', this.place, signal, call);
  }
}
