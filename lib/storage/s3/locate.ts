import { s3Address } from './address.js';
import { S3Bucket } from './bucket.js';
import type { S3Options } from './options.js';

/** An object of a bucket. */
export interface Located {
  readonly bucket: S3Bucket;
  readonly key: string;
}

/** The object at an address, `s3://bucket/name`. @throws {StorageError} `address` */
export function locate(address: string, options: S3Options = {}): Located {
  const { bucket, key } = s3Address(address);
  return { bucket: new S3Bucket(`s3://${bucket}`, options), key };
}
