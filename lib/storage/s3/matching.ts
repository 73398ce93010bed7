import { StorageError } from '../../errors/storage-error.js';
import type { ObjectInfo, S3Bucket } from './bucket.js';

/**
 * The objects of a bucket whose names fit a pattern, in which `*` stands for any part of a name up to the next `/`, and
 * `**` for that and `/` too; by name.
 *
 * @throws {StorageError} `no-object` when there is none
 */
export async function matching(
  bucket: S3Bucket,
  pattern: string,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo[]> {
  const fixed = pattern.slice(0, pattern.indexOf('*'));
  const parts = pattern.split(/(\*+)/).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return part === '*' ? '[^/]*' : '.*';
  });
  const fits = new RegExp(`^${parts.join('')}$`, 's');
  const found: ObjectInfo[] = [];
  for await (const object of bucket.list(fixed, signal)) {
    if (fits.test(object.key)) found.push(object);
  }
  if (found.length > 0) return found;
  throw new StorageError(
    `${bucket.place}${pattern} fits no object. \`await s3('s3://${bucket.bucket}').list()\` shows what there is`,
    undefined,
    { reason: 'no-object' },
  );
}
