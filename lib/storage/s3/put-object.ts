import { createHash } from 'node:crypto';
import { StorageError } from '../../errors/storage-error.js';
import { md5Of } from '../checksum.js';
import { type Piece, pieces, type Sliceable } from '../pieces.js';
import type { PutOptions } from '../transfer-options.js';
import { crc32Of } from './crc32.js';
import { isMd5 } from './etag.js';
import type { ObjectWriter, Part, Upload } from './object-writer.js';
import type { Stored } from './stored.js';

/** Bytes of a part, and how many are sent at once: measured to be the fastest that stays below 100 MB of memory. */
const usualPart = 16 * 2 ** 20;
const atOnce = 4;
/** S3's limit of parts. */
const mostParts = 10_000;

/**
 * Stores bytes: in one piece when it is small, else in parts, of which those that an earlier upload has
 * sent already are not sent again. When it fails or is stopped, the upload is given up.
 *
 * @throws {StorageError}
 */
export async function putObject(
  writer: ObjectWriter,
  bytes: AsyncIterable<Uint8Array> | Sliceable,
  options: PutOptions,
): Promise<Stored> {
  const { size, signal, onProgress } = options;
  const partSize = Math.max(usualPart, Math.ceil((size ?? 0) / mostParts));
  const sha256 = createHash('sha256');
  const sliced = 'pieces' in bytes ? bytes.pieces(partSize) : pieces(bytes, partSize);
  const cut = sliced[Symbol.asyncIterator]();
  try {
    const first: Piece = (await cut.next()).value;
    sha256.update(first.bytes);
    if (!first.last) return await inParts(writer, first, cut, partSize, sha256, options);
    const hex = sha256.digest('hex');
    await writer.whole(first.bytes, md5Of(first.bytes), hex, signal);
    onProgress?.(first.bytes.length, first.bytes.length);
    return { size: first.bytes.length, sha256: hex };
  } finally {
    await cut.return?.(undefined);
  }
}

async function inParts(
  writer: ObjectWriter,
  first: Piece,
  rest: AsyncIterator<Piece>,
  partSize: number,
  sha256: ReturnType<typeof createHash>,
  { size, signal: outer, onProgress, memory }: PutOptions,
): Promise<Stored> {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const remembered = await memory?.recall();
  const known = remembered === undefined ? undefined : uploadIn(remembered);
  const sent = known && (await writer.parts(known.id, signal));
  const upload = known && sent ? known : await writer.begin(partSize, signal);
  await memory?.keep(inMemory(upload));
  const parts: Part[] = [];
  const running = new Set<Promise<void>>();
  let through = 0;
  let total = 0;
  const send = async (piece: Piece) => {
    const { number, bytes } = piece;
    const etag = sent?.get(number);
    parts[number - 1] =
      etag !== undefined && isMd5(etag, bytes)
        ? { number, etag, crc32: upload.byCrc32 ? crc32Of(bytes) : undefined }
        : await writer.part(upload, number, bytes, signal);
    through += bytes.length;
    onProgress?.(through, size);
    piece.release();
  };
  try {
    for (let piece = first; ; ) {
      total += piece.bytes.length;
      const task: Promise<void> = send(piece).finally(() => running.delete(task));
      running.add(task);
      task.catch(() => {}); // it is awaited below, perhaps after another one that failed first
      if (piece.last) break;
      if (running.size >= atOnce) await Promise.race(running);
      piece = (await rest.next()).value;
      if (piece.number > mostParts) throw tooMany(writer.place, total);
      sha256.update(piece.bytes);
    }
    await Promise.all(running);
    await writer.complete(upload.id, parts, signal);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(running);
    // Where even that fails, the next upload of the same bytes goes on with what is there.
    await writer.abort(upload.id).then(
      () => memory?.forget(),
      () => {},
    );
    throw error;
  }
  await memory?.forget();
  return { size: total, sha256: sha256.digest('hex') };
}

/** What is remembered of an upload. Ids have no spaces. */
function inMemory({ id, byCrc32 }: Upload): string {
  return byCrc32 ? `${id} crc32` : id;
}

function uploadIn(remembered: string): Upload {
  const [id = '', check] = remembered.split(' ');
  return { id, byCrc32: check === 'crc32' };
}

function tooMany(place: string, bytes: number): StorageError {
  const gigabytes = Math.floor(bytes / 2 ** 30);
  return new StorageError(
    `Writing ${place} failed: a stream of unknown length may have ${gigabytes} GiB at most. Write it to a file, and upload that`,
    undefined,
    { reason: 'too-large' },
  );
}
