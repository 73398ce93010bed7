import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { TunebookError } from '../../errors/tunebook-error.js';
import { validDate } from '../valid-date.js';
import { damagedArchive, type Member, memberBytes, mostMembers } from './member.js';

/** A zip archive that is open. */
export class ZipArchive {
  private constructor(
    readonly title: string,
    readonly members: readonly Member[],
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /**
   * Opens an archive for as long as `use` runs.
   *
   * @param path of the archive on this machine
   * @throws MalformedFileError when it is none or is damaged
   */
  static async opened<T>(path: string, title: string, use: (archive: ZipArchive) => Promise<T>): Promise<T> {
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
      const entries = new Map<string, Entry>();
      const members: Member[] = [];
      for await (const entry of zip.eachEntry()) {
        const name = nameOf(entry);
        if (!entries.has(name)) entries.set(name, entry);
        if (!name.endsWith('/'))
          members.push({ name, size: entry.uncompressedSize, modified: validDate(entry.getLastModDate()) });
        if (members.length >= mostMembers) break;
      }
      return await use(new ZipArchive(title, members, zip, entries));
    } catch (error) {
      throw error instanceof TunebookError ? error : damagedArchive(title, 'zip', error);
    } finally {
      zip?.close();
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The bytes of a member, in chunks; the archive must have it. */
  async *stream(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(name)!;
    if (entry.isEncrypted()) throw new Error(`its member ${name} is encrypted`);
    yield* (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>;
  }

  /** All bytes of a member, or its first ones. */
  bytes(name: string, most?: number): Promise<Uint8Array> {
    return memberBytes(this.stream(name), `${name} of ${this.title}`, most);
  }
}

function nameOf({ generalPurposeBitFlag, fileName, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileName as unknown as Buffer, extraFields, false);
}
