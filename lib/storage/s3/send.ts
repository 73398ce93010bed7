import { ChecksumCheck } from '../checksum.js';
import { sha256Of } from '../sha256.js';
import type { SendOptions } from '../transfer-options.js';
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
  options: SendOptions = {},
): Promise<Sent> {
  const there = await alreadyThere(bucket, key, source, options).catch(error => {
    // Who may only store can't be told; whether it can be stored at all is told next.
    if (!['denied', 'no-bucket'].includes(error.reason)) throw error;
  });
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
  { signal, onCompare }: SendOptions,
): Promise<Stored | undefined> {
  const { size } = source;
  if (size === undefined || !source.repeatable) return undefined;
  if ((await bucket.info(key, signal))?.size !== size) return undefined;
  const { checksum } = await bucket.source(key).facts(signal);
  if (!checksum) return undefined;
  const check = new ChecksumCheck(checksum);
  const checked = async function* () {
    for await (const chunk of source.chunks(signal)) {
      check.update(chunk);
      yield chunk;
    }
  };
  const sha256 = await sha256Of(checked(), bytes => onCompare?.(bytes, size));
  return check.matches() ? { size, sha256 } : undefined;
}
