import { createHash } from 'node:crypto';
import type { ObjectInfo, S3Bucket } from '../../lib/storage/s3/bucket.js';
import type { UploadInfo } from './object-store.js';

/** Stands for the SHA-256 of an upload that was not announced. */
const unannounced = 'unannounced';

/** An upload as it was at one time. */
interface Version extends UploadInfo {
  readonly key: string;
  /** What tells its contents from others, for ever; hexadecimal. */
  readonly version: string;
}

/**
 * Uploads in a bucket, each below its name: `uploads/NAME/SHA256`. The bucket takes no other bytes under that key, so that the
 * key tells what they are, though no service has seen them. The newest is the one that counts.
 */
export class UploadVersions {
  /** What was asked for last under each name: the bucket's times are whole seconds. */
  readonly #expected = new Map<string, string>();

  constructor(private readonly bucket: S3Bucket) {}

  /** The key that an upload is to have. */
  expect(name: string, sha256: string | undefined): string {
    const key = `uploads/${name}/${sha256 ?? unannounced}`;
    this.#expected.set(name, key);
    return key;
  }

  /** The newest of each name, by name. */
  async list(): Promise<UploadInfo[]> {
    const newest = new Map<string, Version>();
    for await (const found of this.#versions('uploads/')) {
      const known = newest.get(found.name);
      if (!known || this.#isNewer(found, known)) newest.set(found.name, found);
    }
    return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The newest of a name; those in whose place it came are removed. */
  async newest(name: string, signal: AbortSignal): Promise<Version | undefined> {
    const all = await this.#named(name, signal);
    const newest = all.reduce<Version | undefined>(
      (best, each) => (best && !this.#isNewer(each, best) ? best : each),
      undefined,
    );
    for (const each of all) {
      if (newest && each !== newest && this.#isNewer(newest, each))
        await this.bucket.delete(each.key, signal);
    }
    return newest;
  }

  /** True when there is one of this name. */
  async has(name: string, signal: AbortSignal): Promise<boolean> {
    return (await this.#named(name, signal)).length > 0;
  }

  /** Removes all of a name. */
  async remove(name: string): Promise<void> {
    for (const { key } of await this.#named(name)) await this.bucket.delete(key);
  }

  async #named(name: string, signal?: AbortSignal): Promise<Version[]> {
    const all: Version[] = [];
    for await (const found of this.#versions(`uploads/${name}/`, signal)) {
      // Other names may begin so.
      if (found.name === name) all.push(found);
    }
    return all;
  }

  async *#versions(prefix: string, signal?: AbortSignal): AsyncGenerator<Version> {
    for await (const object of this.bucket.list(prefix, signal)) {
      const found = versionOf(object);
      if (found) yield found;
    }
  }

  #isNewer(one: Version, other: Version): boolean {
    const seconds = ({ lastModified }: Version) => Math.floor(lastModified.getTime() / 1000);
    if (seconds(one) !== seconds(other)) return seconds(one) > seconds(other);
    return this.#expected.get(one.name) === one.key;
  }
}

/** Undefined for what somebody else has put there. */
function versionOf({ key, size, modified }: ObjectInfo): Version | undefined {
  const [, name, sha256] = /^uploads\/(.+)\/([0-9a-f]{64}|unannounced)$/s.exec(key) ?? [];
  if (name === undefined) return undefined;
  return {
    key,
    name,
    size,
    lastModified: modified,
    sha256: sha256 === unannounced ? undefined : sha256,
    version: sha256 === unannounced ? digest(`${key} ${size} ${modified.getTime()}`) : sha256!,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
