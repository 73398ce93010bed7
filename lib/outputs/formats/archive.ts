import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { type Member, noMember } from '../archives/member.js';
import { listTar, readTar } from '../archives/tar.js';
import { ZipArchive } from '../archives/zip.js';
import type { DataFile } from '../data-file.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';

/** Lists the members of an archive, and reads one of them. */
interface Archive {
  list(file: DataFile, options: ReadOptions): Promise<readonly Member[]>;
  /** Undefined where there is no such member. */
  read(file: DataFile, name: string, options: ReadOptions): Promise<Uint8Array | undefined>;
}

/** Zip: a table of its members, or one of them (`part`) as whatever it is. */
export const zipReader = archiveReader({
  list: async (file, options) =>
    ZipArchive.opened(await file.path(options), file.title, async archive => archive.members),
  read: async (file, name, options) =>
    ZipArchive.opened(await file.path(options), file.title, async archive =>
      archive.has(name) ? archive.bytes(name) : undefined,
    ),
});

/** Tar, compressed or not. */
export const tarReader = archiveReader({ list: listTar, read: readTar });

function archiveReader(archive: Archive): FormatReader {
  const member = async (
    file: DataFile,
    { part, ...options }: ReadOptions,
    why: string,
  ): Promise<DataFile> => {
    const list = () => archive.list(file, options);
    if (part === undefined) {
      const example = (await list())[0]?.name ?? 'x.csv';
      throw new MalformedFileError(
        `${file.title} is an archive: ${why} { part: '${example}' }; table() lists them.`,
      );
    }
    const bytes = await archive.read(file, String(part), options);
    if (bytes === undefined) throw noMember(file.title, part, await list());
    return file.inner(String(part), bytes);
  };
  /** The format that was named is the archive's, not the member's. */
  const inner = ({ part: _, format: __, ...options }: ReadOptions): ReadOptions => options;
  const which = 'say which of its members is meant:';
  const table = async (file: DataFile, options: ReadOptions): Promise<Table> => {
    if (options.part !== undefined) return (await member(file, options, which)).table(inner(options));
    const members = await archive.list(file, options);
    return Table.fromColumns(
      new Map<string, readonly unknown[]>([
        ['name', members.map(({ name }) => name)],
        ['size', members.map(({ size }) => size)],
        ['modified', members.map(({ modified }) => modified)],
      ]),
      { origin: file.caption },
    );
  };
  return {
    table,
    json: async (file, options) =>
      options.part === undefined
        ? archive.list(file, options)
        : (await member(file, options, which)).json(inner(options)),
    array: async (file, options) => (await member(file, options, which)).array(inner(options)),
    image: async (file, options) => (await member(file, options, which)).image(inner(options)),
    show: async (file, options) =>
      options.part === undefined ? table(file, options) : member(file, options, which),
  };
}
