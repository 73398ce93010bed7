import { createHash } from 'node:crypto';
import { ChecksumCheck } from '../checksum.js';
import type { TransferOptions } from '../transfer-options.js';
import { uploadMemory } from '../upload-memory.js';
import { bytesToCut, type UploadSource } from '../upload-source.js';
import type { S3Bucket } from './bucket.js';
import type { Sent, Stored } from './stored.js';

/**
 * Stores bytes in a bucket, unless the same are there already; goes on with an upload of theirs that an earlier kernel
 * has begun.
 *
 * @throws {StorageError}
 */
export async function sendToBucket(
  bucket: S3Bucket,
  key: string,
  source: UploadSource,
  options: TransferOptions = {},
): Promise<Sent> {
  const there = await alreadyThere(bucket, key, source, options.signal);
  if (there) return { ...there, skipped: true };
  const stored = await bucket.put(key, bytesToCut(source, options.signal), {
    ...options,
    size: source.size,
    ...(source.identity !== undefined && { memory: uploadMemory(bucket.place + key, source.identity) }),
  });
  return { ...stored, skipped: false };
}

async function alreadyThere(
  bucket: S3Bucket,
  key: string,
  source: UploadSource,
  signal: AbortSignal | undefined,
): Promise<Stored | undefined> {
  if (source.size === undefined || !source.repeatable) return undefined;
  if ((await bucket.info(key, signal))?.size !== source.size) return undefined;
  const { checksum } = await bucket.source(key).facts(signal);
  if (!checksum) return undefined;
  const check = new ChecksumCheck(checksum);
  const sha256 = createHash('sha256');
  for await (const chunk of source.chunks(signal)) {
    check.update(chunk);
    sha256.update(chunk);
  }
  return check.matches() ? { size: source.size, sha256: sha256.digest('hex') } : undefined;
}
