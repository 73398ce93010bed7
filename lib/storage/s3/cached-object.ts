import { CachedSource } from '../cached-source.js';
import type { ObjectInfo, S3Bucket } from './bucket.js';

/** Milliseconds for which the version that was told holds: one reading of a file takes several looks at it. */
const versionAge = 2000;

/**
 * An object, which comes from the cache of this machine as long as the bucket has the version that is there.
 *
 * @param listed what a list has told of it just now
 * @throws {StorageError} for a name that cannot be one
 */
export function cachedObject(bucket: S3Bucket, key: string, listed?: ObjectInfo): CachedSource {
  let told = Date.now();
  let info: Promise<ObjectInfo | undefined> | undefined = listed && Promise.resolve(listed);
  return new CachedSource(bucket.source(key), async signal => {
    if (!info || Date.now() - told > versionAge) {
      told = Date.now();
      info = bucket.info(key, signal);
      info.catch(() => {
        info = undefined;
      });
    }
    const found = await info;
    return found?.version && JSON.stringify([bucket.place, key, found.size, found.version]);
  });
}
