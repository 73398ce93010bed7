import type { FileHandle } from 'node:fs/promises';

/** Bytes that are written at once. */
const writeSize = 2 ** 20;

/**
 * Writes a stream to a file from a place on, in large pieces: small ones cost more than the disk does. One piece is
 * written while the next one comes. Whatever is thrown, no write is under way any more.
 *
 * @throws what the stream and the disk throw
 */
export async function writeChunks(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  start: number,
): Promise<void> {
  let at = start;
  let held: Uint8Array[] = [];
  let length = 0;
  let writing = Promise.resolve();
  const flush = async () => {
    await writing;
    writing = writeAll(file, held, length, at);
    writing.catch(() => {}); // it is awaited later on
    at += length;
    [held, length] = [[], 0];
  };
  try {
    for await (const chunk of chunks) {
      held.push(chunk);
      length += chunk.length;
      if (length >= writeSize) await flush();
    }
    if (length > 0) await flush();
  } catch (error) {
    await writing.catch(() => {});
    throw error;
  }
  await writing;
}

/** Writes buffers one behind the other, `size` bytes together. */
export async function writeAll(
  file: FileHandle,
  buffers: readonly Uint8Array[],
  size: number,
  at: number,
): Promise<void> {
  let { bytesWritten: written } = await file.writev(buffers, at);
  // What a full disk cuts off is told by the next attempt.
  while (written < size) {
    const rest = Buffer.concat(buffers).subarray(written);
    written += (await file.write(rest, 0, rest.length, at + written)).bytesWritten;
  }
}
