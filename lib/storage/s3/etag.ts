/** What an ETag of S3 tells of an object. */
export interface EtagMd5 {
  /** Hexadecimal. */
  readonly hex: string;
  /** It is that of the MD5s of its parts, not of its bytes. */
  readonly ofParts: boolean;
}

/** The MD5 that an ETag of S3 is; undefined where it is no checksum, as with keys of KMS. */
export function md5OfEtag(etag: string | undefined, encryption: string | undefined): EtagMd5 | undefined {
  const [, hex, parts] = /^"?([0-9a-f]{32})(-\d+)?"?$/.exec(etag ?? '') ?? [];
  if (hex === undefined || encryption?.startsWith('aws:kms')) return undefined;
  return { hex, ofParts: parts !== undefined };
}
