import { crc32 } from 'node:zlib';

/** The CRC32 of bytes as S3 writes it: four bytes in base64. */
export function crc32Of(bytes: Uint8Array): string {
  return packed(crc32(bytes)).toString('base64');
}

/** The CRC32 of the CRC32s of parts, and how many they are, as S3 tells it; undefined for what is anything else. */
export function crc32OfParts(text: string | undefined): { crc32: number; parts: number } | undefined {
  const [, base64, parts] = /^([\w+/]{6}==)-(\d+)$/.exec(text ?? '') ?? [];
  if (base64 === undefined) return undefined;
  return { crc32: Buffer.from(base64, 'base64').readUInt32BE(), parts: Number(parts) };
}

/** The same, of parts whose CRC32s are known. */
export function joinedCrc32(parts: readonly number[]): number {
  return crc32(Buffer.concat(parts.map(packed)));
}

function packed(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
