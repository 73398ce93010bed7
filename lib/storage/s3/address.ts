import { StorageError } from '../../errors/storage-error.js';

/** A place in S3. */
export interface S3Address {
  readonly bucket: string;
  /** The name of an object, or what the names of several begin with; it may be empty. */
  readonly key: string;
}

/** Bytes: S3's limit for a name. */
const longestKey = 1024;
/** Characters of a name in a message. */
const longestShown = 80;

/**
 * Reads `s3://bucket/name`.
 *
 * @throws {StorageError} `address`, with what is wrong
 */
export function s3Address(text: string): S3Address {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(text) ?? [];
  // Names of buckets: 3 to 63 small letters, digits, points and hyphens (and, of old ones, capitals and underscores).
  if (!/^[a-z0-9][\w.-]{1,61}[a-z0-9]$/i.test(bucket)) {
    throw new StorageError(
      `${JSON.stringify(text)} is no address in S3. One reads s3://bucket/name, with a bucket of 3 to 63 letters, digits, '.' and '-'`,
      undefined,
      { reason: 'address' },
    );
  }
  return { bucket, key };
}

/** Checks the name of an object. @throws {StorageError} `address` */
export function checkKey(bucket: string, key: string): string {
  const shown = key.length > longestShown ? `${key.slice(0, longestShown)}…` : key;
  const refuse = (why: string) =>
    new StorageError(`${JSON.stringify(shown)} cannot name an object of s3://${bucket}: ${why}`, undefined, {
      reason: 'address',
    });
  if (key === '' || key.endsWith('/')) throw refuse('it ends where a name should be');
  if (Buffer.byteLength(key) > longestKey) throw refuse(`it is longer than ${longestKey} bytes`);
  if (/\p{Surrogate}/u.test(key)) throw refuse('it is not valid Unicode');
  if (key.split('/').some(part => part === '.' || part === '..')) {
    throw refuse('"." and ".." are no parts of a name, since programs take them for folders');
  }
  return key;
}
