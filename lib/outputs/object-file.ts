import type { S3Bucket } from '../storage/s3/bucket.js';
import { whenRead } from '../storage/when-read.js';
import { DataFile } from './data-file.js';
import { ManyObjects } from './many-objects.js';

/**
 * An object of a bucket as a file to read; several where its name has a `*`.
 *
 * @param open gives the bucket when something is read
 * @param origin how messages call the bucket
 */
export function objectFile(open: () => Promise<S3Bucket>, name: string, origin: string): DataFile {
  if (name.includes('*')) return new ManyObjects(open, name, origin);
  const source = whenRead(async () => {
    const { cachedObject } = await import('../storage/s3/cached-object.js');
    return cachedObject(await open(), name);
  });
  return new DataFile(name, source, origin);
}
