import type { Checksum } from '../byte-source.js';
import { md5Of } from '../checksum.js';

/** What an ETag of S3 tells of an object. */
export interface EtagMd5 {
  /** Hexadecimal. */
  readonly hex: string;
  /** Of how many parts, where it is that of the MD5s of parts, not of the bytes. */
  readonly parts: number | undefined;
}

/** The MD5 that an ETag of S3 is; undefined where it is no checksum, as with keys of KMS. */
export function md5OfEtag(etag: string | undefined, encryption: string | undefined): EtagMd5 | undefined {
  const [, hex, parts] = /^"?([0-9a-f]{32})(?:-(\d+))?"?$/.exec(etag ?? '') ?? [];
  if (hex === undefined || encryption?.startsWith('aws:kms')) return undefined;
  return { hex, parts: parts === undefined ? undefined : Number(parts) };
}

/** Whether an ETag tells that the storage has these bytes. */
export function isMd5(etag: string, bytes: Uint8Array): boolean {
  return md5OfEtag(etag, undefined)?.hex === md5Of(bytes).toString('hex');
}

/**
 * What the bytes of an object must add up to; undefined where that cannot be told.
 *
 * @param partSize see {@link isPartSize}
 */
export function checksumOf(md5: EtagMd5 | undefined, partSize: number | undefined): Checksum | undefined {
  if (!md5) return undefined;
  if (md5.parts === undefined) return { kind: 'md5', hex: md5.hex };
  return partSize === undefined ? undefined : { kind: 'md5', hex: md5.hex, partSize };
}

/**
 * Whether an object can have parts of so many bytes, all but the last. What it tells itself need not be so: who copies
 * an object makes other parts, and may keep what was noted with it.
 */
export function isPartSize(partSize: number, size: number, parts: number): boolean {
  return partSize > 0 && Math.ceil(size / partSize) === parts;
}
