import { createHash } from 'node:crypto';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { StorageError } from '../errors/storage-error.js';
import { missingFile } from './missing-file.js';
import { filePieces, type Sliceable } from './pieces.js';

/** What can be uploaded: the path of a file or folder, bytes, or a stream of bytes. */
export type Uploadable = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Bytes to be sent. */
export interface UploadSource {
  /** All bytes, where that is known. */
  readonly size: number | undefined;
  /** What tells these bytes from others, for an upload that goes on where an earlier one ended. */
  readonly identity: string | undefined;
  /** Where all of it lies, if that is a file. */
  readonly path?: string;
  /** Whether `chunks` may be called again. */
  readonly repeatable: boolean;
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The same in pieces, where that is cheaper than to cut the chunks. */
  readonly pieces?: Sliceable['pieces'];
}

/** The bytes of a source in the way that is the cheapest for who cuts them. */
export function bytesToCut(
  { pieces, chunks }: UploadSource,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> | Sliceable {
  return pieces ? { pieces } : chunks(signal);
}

/** Bytes read at once. */
const chunkSize = 2 ** 18;

/**
 * @param name under which it is to be stored: its ending tells how a folder is packed
 * @throws {MissingFileError} when there is no such file or folder
 * @throws {StorageError} `address` for a folder whose name is not that of an archive
 */
export async function uploadSource(what: Uploadable, name: string): Promise<UploadSource> {
  if (typeof what === 'string') return pathSource(what, name);
  if (what instanceof Uint8Array) {
    return {
      size: what.length,
      identity: createHash('sha256').update(what).digest('hex'),
      repeatable: true,
      async *chunks() {
        yield what;
      },
    };
  }
  return { size: undefined, identity: undefined, repeatable: false, chunks: () => what };
}

async function pathSource(path: string, name: string): Promise<UploadSource> {
  const found = await openFile(path);
  const facts = await found.stat().finally(() => found.close());
  const identity = [await realpath(path), facts.size, facts.mtimeMs, facts.ino].join(' ');
  if (facts.isDirectory()) {
    const { packFolder } = await import('./pack-folder.js');
    // An archive is the same each time as long as the files are.
    return {
      size: undefined,
      identity: `${identity} packed`,
      repeatable: true,
      chunks: await packFolder(path, name),
    };
  }
  const checkSame = async (file: FileHandle, read: number) => {
    const now = await file.stat();
    if (read !== facts.size || now.size !== read || now.mtimeMs !== facts.mtimeMs) throw changed(path);
  };
  return {
    size: facts.size,
    identity,
    path,
    repeatable: true,
    async *chunks(signal) {
      const file = await openFile(path);
      try {
        let read = 0;
        const options = { highWaterMark: chunkSize, autoClose: false, ...(signal && { signal }) };
        for await (const chunk of file.createReadStream(options)) {
          read += chunk.length;
          if (read > facts.size) break;
          yield chunk;
        }
        await checkSame(file, read);
      } finally {
        await file.close();
      }
    },
    async *pieces(size) {
      const file = await openFile(path);
      try {
        yield* filePieces(file, facts.size, size, read => checkSame(file, read));
      } finally {
        await file.close();
      }
    },
  };
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw await missingFile(path, error);
  }
}

function changed(path: string): StorageError {
  return new StorageError(
    `${path} was written to while it was sent. Upload it again once it is finished`,
    undefined,
    { reason: 'changed' },
  );
}
