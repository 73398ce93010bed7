import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { StorageError } from '../errors/storage-error.js';
import { retrying } from './retry.js';
import { placeOf, storageRequest } from './storage-request.js';
import type { TransferOptions } from './transfer-options.js';
import type { UploadSource } from './upload-source.js';

/** Where to send an object: bare bytes to `url`, or a form with these fields first (S3 with a checksum). */
export interface UploadTarget {
  readonly url: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Bytes that can be sent with their length told first, and again. */
export type SizedSource = UploadSource & { readonly size: number };

/**
 * Sends bytes to a signed URL, streaming; from the beginning again when the connection breaks.
 *
 * @throws {StorageError}
 */
export async function sendToUrl(
  target: UploadTarget,
  source: SizedSource,
  options: TransferOptions = {},
): Promise<void> {
  await retrying(
    () =>
      target.fields ? sendForm(target.url, target.fields, source, options) : put(target.url, source, options),
    options.signal,
  );
}

async function put(url: string, source: SizedSource, options: TransferOptions): Promise<void> {
  // What goes wrong with reading is told as it is, rather than as fetch would tell it.
  let unreadable: unknown;
  const hash = createHash('sha256');
  const chunks = async function* () {
    try {
      for await (const chunk of counted(source, options)) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      unreadable = error;
      throw error;
    }
  };
  try {
    const reply = await storageRequest(url, {
      method: 'PUT',
      // A known length: S3 refuses chunked bodies.
      headers: {
        'content-length': String(source.size),
        ...(isAzure(url) && { 'x-ms-blob-type': 'BlockBlob' }),
      },
      body: source.size === 0 ? '' : ReadableStream.from(chunks()),
      duplex: 'half',
      signal: options.signal ?? null,
    } as RequestInit);
    // Our service tells what it has received.
    const { sha256 } = (await reply.json().catch(() => ({}))) as { sha256?: string };
    if (sha256 !== undefined && sha256 !== hash.digest('hex')) throw corrupted(url);
  } catch (error) {
    throw unreadable ?? error;
  }
}

function corrupted(url: string): StorageError {
  return new StorageError(
    `Writing ${placeOf(url)} failed: bytes were changed on their way. Try again`,
    undefined,
    { reason: 'corrupted' },
  );
}

async function sendForm(
  url: string,
  fields: Readonly<Record<string, string>>,
  source: SizedSource,
  options: TransferOptions,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', await blobOf(source));
  await storageRequest(url, { method: 'POST', body: form, signal: options.signal ?? null });
  options.onProgress?.(source.size, source.size);
}

async function blobOf(source: SizedSource): Promise<Blob> {
  if (source.path !== undefined) return openAsBlob(source.path);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return new Blob(chunks);
}

async function* counted(source: SizedSource, options: TransferOptions): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of source.chunks(options.signal)) {
    yield chunk;
    sent += chunk.length;
    options.onProgress?.(sent, source.size);
  }
}

function isAzure(url: string): boolean {
  return new URL(url).hostname.endsWith('.windows.net');
}
