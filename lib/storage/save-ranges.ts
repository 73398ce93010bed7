import { crc32 } from 'node:zlib';
import { StorageError } from '../errors/storage-error.js';
import type { ByteRange, Checksum, SourceFacts } from './byte-source.js';
import { ChecksumCheck, md5OfParts } from './checksum.js';
import { diskFull } from './disk-full.js';
import { eachAtOnce } from './each-at-once.js';
import { PartialFile } from './partial-file.js';
import { joinedCrc32 } from './s3/crc32.js';
import type { TransferOptions } from './transfer-options.js';

/** Bytes of a range, where the checksum asks for no other size, and how many are fetched at once. */
const usualPiece = 16 * 2 ** 20;
const atOnce = 4;
/** Beyond this a range would be lost too often. */
const largestPiece = 64 * 2 ** 20;

/** What is to be fetched. */
export interface Wanted extends SourceFacts {
  readonly size: number;
  /** What messages call it. */
  readonly name: string;
}

type Read = (range: ByteRange, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/**
 * Fetches a file to disk, in ranges of which several are under way, and checks what it adds up to. It appears under its
 * name once it is whole. When it breaks off, the next call goes on with what is there, as long as the version is the same.
 *
 * @throws {StorageError}
 */
export async function saveRanges(
  read: Read,
  wanted: Wanted,
  path: string,
  options: TransferOptions = {},
): Promise<void> {
  // Bytes that were changed on their way come right the second time; those that lie there wrong do not.
  if (await fetched(read, wanted, path, options)) return;
  if (await fetched(read, wanted, path, options)) return;
  throw new StorageError(
    `Reading ${wanted.name} failed: its bytes do not add up to its checksum, twice. It may be damaged where it lies`,
    undefined,
    { reason: 'corrupted' },
  );
}

/** False when the bytes are not those of the checksum. */
async function fetched(
  read: Read,
  { size, version, checksum, parts, path: copied }: Wanted,
  path: string,
  { signal, onProgress }: TransferOptions,
): Promise<boolean> {
  const byCrc = parts !== undefined && parts.size <= largestPiece;
  const partSize = checksum?.kind === 'md5' ? checksum.partSize : undefined;
  const byMd5 = !byCrc && partSize !== undefined && partSize <= largestPiece;
  const piece = byCrc ? parts.size : byMd5 ? partSize : usualPiece;
  const count = Math.ceil(size / piece);
  // A copy takes no longer one piece after the other, and its bytes come in the order in which they add up.
  const check =
    copied !== undefined && checksum && !byCrc && !byMd5 ? new ChecksumCheck(checksum) : undefined;
  const partial = await PartialFile.open(path, version, size, count);
  const digests: Promise<Buffer>[] = [];
  const crcs = new Array<number>(count).fill(0);
  let through = 0;
  let there = 0;
  const add = (number: number, chunk: Uint8Array) => {
    through += chunk.length;
    if (byCrc) crcs[number] = crc32(chunk, crcs[number]);
    check?.update(chunk);
    onProgress?.(through, size);
  };
  const counted = async function* (number: number, chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      add(number, chunk);
      yield chunk;
    }
  };
  const fetchOne = async (number: number, signal: AbortSignal) => {
    const [start, end] = [number * piece, Math.min((number + 1) * piece, size)];
    if (partial.done[number]) {
      if (byCrc || check) for await (const _ of counted(number, partial.read(start, end)));
      else through += end - start;
    } else {
      if (check && copied) await partial.copy(copied, { start, end }, chunk => add(number, chunk), signal);
      else await partial.write(counted(number, read({ start, end }, signal)), start);
      await partial.mark(number);
    }
    there += 1;
    if (!byMd5) return;
    const digest = partial.md5(start, end);
    digest.catch(() => {}); // it is awaited at the end, if that is reached
    digests[number] = digest;
  };
  const isRight = async () => {
    if (byCrc) return joinedCrc32(crcs) === parts.crc32;
    if (byMd5) return md5OfParts(await Promise.all(digests)) === checksum?.hex;
    if (check) return check.matches();
    return checksum === undefined || adds(partial, size, checksum);
  };
  try {
    await eachAtOnce(Array(count).keys(), check ? 1 : atOnce, signal, fetchOne);
    const right = await isRight();
    if (right) await partial.finish();
    else await partial.leave(false);
    return right;
  } catch (error) {
    await partial.leave(isWorthGoingOn(error, signal) && version !== undefined && there > 0);
    throw diskFull(error, path);
  }
}

async function adds(partial: PartialFile, size: number, checksum: Checksum): Promise<boolean> {
  const check = new ChecksumCheck(checksum);
  for await (const chunk of partial.read(0, size)) check.update(chunk);
  return check.matches();
}

function isWorthGoingOn(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || (error instanceof StorageError && error.reason !== 'changed');
}
