import type { ByteSource } from '../byte-source.js';
import { locate } from './locate.js';

/** The object at an address, `s3://bucket/name`. @throws {StorageError} `address` */
export function s3Source(address: string): ByteSource {
  const { bucket, key } = locate(address);
  return bucket.source(key);
}
