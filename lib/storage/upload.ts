import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from '../errors/storage-error.js';
import { addToFile } from './add-to-file.js';
import { retrying } from './retry.js';
import { placeOf, storageForm, storageRequest, textOf } from './storage-request.js';
import type { TransferOptions } from './transfer-options.js';
import type { UploadSource } from './upload-source.js';

/** Where to send an object: bare bytes to `url`, or a form with these fields first (S3 with a checksum). */
export interface UploadTarget {
  readonly url: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** So many bytes are there already: the rest is sent. @default 0, without which nothing goes on where it ended */
  readonly received?: number | undefined;
  /** The file in which those are, where it is on this machine: the rest may be written to it instead of sent. */
  readonly file?: string | undefined;
}

/** Bytes that can be sent with their length told first, and again. */
export type SizedSource = UploadSource & { readonly size: number };

/**
 * Sends bytes to a signed URL, streaming. When that fails it is tried again, with a fresh target.
 *
 * @param target asks where to send them, and what is there already unless all is to be sent
 * @throws {StorageError}
 */
export async function sendToUrl(
  target: (whole: boolean) => Promise<UploadTarget>,
  source: SizedSource,
  options: TransferOptions = {},
): Promise<void> {
  let whole = false;
  await retrying(async () => {
    const asked = await target(whole);
    try {
      if (asked.fields) await sendForm(asked.url, asked.fields, source, options);
      else await put(asked, source, options);
    } catch (error) {
      // Another one sends the same: going on in turns, each would end what the other one sends.
      whole ||= error instanceof StorageError && error.status === 409;
      throw error;
    }
  }, options.signal);
}

async function put(
  { url, received, file }: UploadTarget,
  source: SizedSource,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const hash = createHash('sha256');
  const offset = Math.min(received ?? 0, source.size);
  const rest = async function* () {
    let through = 0;
    for await (const chunk of source.chunks(signal)) {
      hash.update(chunk);
      const fresh = chunk.subarray(Math.max(0, offset - through));
      through += chunk.length;
      if (fresh.length > 0) yield fresh;
      onProgress?.(through, source.size);
    }
  };
  const send = async (from: number, body: AsyncIterable<Uint8Array> | undefined) => {
    const reply = await storageRequest(url, {
      method: 'PUT',
      // A known length: S3 refuses chunked bodies.
      headers: {
        'content-length': String(source.size - from),
        ...(received !== undefined && { 'upload-offset': String(from) }),
        ...(isAzure(url) && { 'x-ms-blob-type': 'BlockBlob' }),
      },
      body,
      signal,
    });
    return textOf(reply);
  };
  const added =
    file &&
    (await addToFile(file, rest, offset, () => send(source.size, undefined)).catch(error => {
      throw fullHere(error, url, file);
    }));
  const sha256 = sha256In(added ?? (await send(offset, rest())));
  if (sha256 !== undefined && sha256 !== hash.digest('hex')) throw corrupted(url);
}

/** Our service tells what it has received. */
function sha256In(answer: string): string | undefined {
  try {
    return (JSON.parse(answer) as { sha256?: string }).sha256;
  } catch {
    return undefined;
  }
}

/** The file is the service's: its name tells nothing to who uploads. */
function fullHere(error: unknown, url: string, file: string): unknown {
  if (!(error instanceof StorageError) || error.reason !== 'disk-full' || error.status !== undefined)
    return error;
  return new StorageError(
    `Writing ${placeOf(url)} failed: the disk of ${dirname(file)} is full. Make room there, for example of old jobs ` +
      '(`tunebook prune --days 30`), then upload it again',
    undefined,
    { reason: 'disk-full', cause: error.cause },
  );
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
  await storageForm(url, form, options.signal);
  options.onProgress?.(source.size, source.size);
}

async function blobOf(source: SizedSource): Promise<Blob> {
  if (source.path !== undefined) return openAsBlob(source.path);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return new Blob(chunks);
}

function isAzure(url: string): boolean {
  return new URL(url).hostname.endsWith('.windows.net');
}
