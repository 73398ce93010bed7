import type { ByteSource } from '../byte-source.js';
import { s3Address } from './address.js';
import { S3Bucket } from './bucket.js';

/** The object at an address, `s3://bucket/name`. @throws {StorageError} `address` */
export function s3Source(address: string): ByteSource {
  const { bucket, key } = s3Address(address);
  return new S3Bucket(`s3://${bucket}`).source(key);
}
