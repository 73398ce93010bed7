import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { storageRequest } from './storage-request.js';
import type { TransferOptions } from './transfer-options.js';

/** Where to send an object: bare bytes to `url`, or a form with these fields first (S3 with a checksum). */
export interface UploadTarget {
  readonly url: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Sends a local file to a signed URL, streaming. @throws {StorageError} */
export async function uploadFile(
  target: UploadTarget,
  path: string,
  options: TransferOptions = {},
): Promise<void> {
  const signal = options.signal ?? null;
  if (target.fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(target.fields)) form.append(name, value);
    form.append('file', await openAsBlob(path));
    await storageRequest(target.url, { method: 'POST', body: form, signal });
    return;
  }
  const { size } = await stat(path);
  await storageRequest(target.url, {
    method: 'PUT',
    // A known length: S3 refuses chunked bodies.
    headers: {
      'content-length': String(size),
      ...(isAzure(target.url) && { 'x-ms-blob-type': 'BlockBlob' }),
    },
    body: ReadableStream.from(chunksOf(path, size, options)),
    duplex: 'half',
    signal,
  } as RequestInit);
}

async function* chunksOf(path: string, size: number, options: TransferOptions): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of createReadStream(path)) {
    yield chunk;
    sent += chunk.length;
    options.onProgress?.(sent, size);
  }
}

function isAzure(url: string): boolean {
  return new URL(url).hostname.endsWith('.windows.net');
}
