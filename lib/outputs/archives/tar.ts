import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { TunebookError } from '../../errors/tunebook-error.js';
import type { DataFile } from '../data-file.js';
import type { FetchOptions } from '../read-options.js';
import { damagedArchive, type Member, memberBytes, mostMembers } from './member.js';

/**
 * The files in a tar archive.
 *
 * @throws MalformedFileError when it is none or cut short
 */
export async function listTar(file: DataFile, options: FetchOptions): Promise<Member[]> {
  const members: Member[] = [];
  await each(file, options, entry => {
    if (entry.type !== 'Directory' && members.length < mostMembers)
      members.push({ name: entry.path, size: entry.size, modified: entry.mtime ?? null });
    entry.resume();
  });
  return members;
}

/** The bytes of one file in a tar archive; undefined where there is none of that name. */
export async function readTar(
  file: DataFile,
  name: string,
  options: FetchOptions,
): Promise<Uint8Array | undefined> {
  let found: Promise<Uint8Array> | undefined;
  await each(file, options, entry => {
    if (found || entry.path !== name || !/File$/.test(entry.type)) entry.resume();
    else {
      found = memberBytes(entry as unknown as AsyncIterable<Uint8Array>, `${name} of ${file.title}`);
      found.catch(() => entry.resume());
    }
  });
  return found;
}

async function each(
  file: DataFile,
  options: FetchOptions,
  onReadEntry: (entry: ReadEntry) => void,
): Promise<void> {
  let count = 0;
  const parser = new Parser({
    strict: true,
    onReadEntry: entry => {
      count++;
      onReadEntry(entry);
    },
  });
  try {
    await pipeline(Readable.from(file.stream(options)), parser as unknown as NodeJS.WritableStream);
    if (count === 0) throw new Error('it has no members');
  } catch (error) {
    throw error instanceof TunebookError || options.signal?.aborted
      ? error
      : damagedArchive(file.title, 'tar', error);
  }
}
