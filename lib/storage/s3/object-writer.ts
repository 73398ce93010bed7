import type { S3Client } from '@aws-sdk/client-s3';
import { StorageError } from '../../errors/storage-error.js';
import { aborting } from './aborting.js';
import { attempt } from './attempt.js';
import { partSizeName } from './part-size.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** Milliseconds by which clocks may differ. */
const clockSkew = 60_000;

const abortPatience = 15_000;

/** A part that the storage has. */
export interface Part {
  readonly number: number;
  /** Its MD5, in hexadecimal. */
  readonly md5: string;
  /** What the storage calls it. */
  readonly etag: string;
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

  /** Begins an upload in parts of so many bytes; its id. */
  async begin(partSize: number, signal: AbortSignal | undefined): Promise<string> {
    const Metadata = { [partSizeName]: String(partSize) };
    const started = Date.now();
    let attempts = 0;
    const { UploadId } = await this.#attempt(signal, () => {
      attempts += 1;
      return this.client.send(
        new this.sdk.CreateMultipartUploadCommand({ ...this.#described, Metadata }),
        aborting(signal),
      );
    });
    if (!UploadId) throw new StorageError(`Writing ${this.place} failed: the storage gave the upload no id`);
    if (attempts > 1) await this.#abortUnheard(UploadId, started, signal).catch(() => {});
    return UploadId;
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

  /** Sends a part; the storage refuses it when its MD5 is another. */
  async part(
    UploadId: string,
    number: number,
    bytes: Uint8Array,
    md5: Buffer,
    signal: AbortSignal | undefined,
  ): Promise<Part> {
    const { ETag } = await this.#attempt(signal, () =>
      this.client.send(
        new this.sdk.UploadPartCommand({
          ...this.#object,
          UploadId,
          PartNumber: number,
          Body: bytes,
          ContentMD5: md5.toString('base64'),
        }),
        aborting(signal),
      ),
    );
    return { number, md5: md5.toString('hex'), etag: ETag ?? '' };
  }

  /** The parts that the storage has of an upload, by number; undefined when it knows no such upload. */
  async parts(UploadId: string, signal: AbortSignal | undefined): Promise<Map<number, Part> | undefined> {
    const found = new Map<number, Part>();
    let marker: string | undefined;
    do {
      const input = { ...this.#object, UploadId, ...(marker !== undefined && { PartNumberMarker: marker }) };
      try {
        const page = await this.#attempt(signal, () =>
          this.client.send(new this.sdk.ListPartsCommand(input), aborting(signal)),
        );
        for (const { PartNumber: number = 0, ETag: etag = '' } of page.Parts ?? []) {
          found.set(number, { number, md5: etag.replaceAll('"', ''), etag });
        }
        marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } catch (error) {
        if ((error as StorageError).reason === 'no-object') return undefined;
        throw error;
      }
    } while (marker !== undefined);
    return found;
  }

  /** Makes the object of its parts, which has the ETag `etag` then. */
  async complete(
    UploadId: string,
    parts: readonly Part[],
    etag: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const Parts = parts.map(part => ({ PartNumber: part.number, ETag: part.etag }));
    const input = { ...this.#object, UploadId, MultipartUpload: { Parts } };
    try {
      await this.#attempt(signal, () =>
        this.client.send(new this.sdk.CompleteMultipartUploadCommand(input), aborting(signal)),
      );
    } catch (error) {
      // An answer that was lost may have been a yes: then there is no such upload any more, but the object.
      if ((error as StorageError).reason !== 'no-object' || (await this.#etag(signal)) !== etag) throw error;
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
