import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { TransferOptions } from './transfer-options.js';

/** SHA-256 of a local file, in hex. */
export async function sha256OfFile(path: string, options: TransferOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { ...(options.signal && { signal: options.signal }) });
  return hash.digest('hex');
}
