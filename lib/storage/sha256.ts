import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that are read at once. */
const readSize = 2 ** 20;

/** SHA-256 of a local file, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const file = await open(path);
  try {
    const hash = createHash('sha256');
    await addFile(hash, file);
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

/** Adds all bytes of a file to a hash; in memory that is used again, since fresh memory costs as much as the disk. */
export async function addFile(hash: Hash, file: FileHandle, signal?: AbortSignal): Promise<void> {
  let [filling, spare] = [Buffer.allocUnsafeSlow(readSize), Buffer.allocUnsafeSlow(readSize)];
  let at = 0;
  let reading = file.read(filling, 0, readSize, at);
  for (;;) {
    const { bytesRead } = await reading;
    signal?.throwIfAborted();
    if (bytesRead === 0) return;
    at += bytesRead;
    [filling, spare] = [spare, filling];
    reading = file.read(filling, 0, readSize, at);
    hash.update(spare.subarray(0, bytesRead));
  }
}

/** SHA-256 of a stream, in hex. */
export async function sha256Of(
  chunks: AsyncIterable<Uint8Array>,
  onBytes?: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let through = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    through += chunk.length;
    onBytes?.(through);
  }
  return hash.digest('hex');
}
