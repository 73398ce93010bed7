import { UnknownFormatError } from '../errors/unknown-format-error.js';
import { csvReader, tsvReader } from './delimited-reader.js';
import { describeContents } from './describe-contents.js';
import { lammpsReader } from './lammps-reader.js';
import type { ReadTableOptions, TableReader } from './reader.js';
import type { Table } from './table.js';
import { decodeText } from './text.js';

export type { ReadTableOptions, TableFormat } from './reader.js';

/** Every format that is read; a log is looked at before CSV because it may have lines with commas. */
const readers: readonly TableReader[] = [lammpsReader, tsvReader, csvReader];

/**
 * Reads a file's contents as a table. The format is the one that is asked for, else what the name says, else what the
 * contents look like.
 *
 * @throws UnknownFormatError when no reader knows the contents
 * @throws MalformedFileError when they break the rules of their format; the message has the line
 */
export function readTable(contents: Uint8Array | string, options: ReadTableOptions): Table {
  const text = typeof contents === 'string' ? contents.replace(/^\uFEFF/, '') : decodeText(contents);
  const reader =
    readers.find(({ format }) => format === options.format) ??
    (text === undefined
      ? undefined
      : (readers.find(({ namedLike }) => namedLike(options.name)) ??
        readers.find(({ looksLike }) => looksLike(text))));
  if (reader && text !== undefined && isKnown(options.format)) return reader.read(text, options);
  throw unknownFormat(contents, text, options);
}

function isKnown(format: string | undefined): boolean {
  return format === undefined || readers.some(reader => reader.format === format);
}

function unknownFormat(
  contents: Uint8Array | string,
  text: string | undefined,
  { name, format }: ReadTableOptions,
): UnknownFormatError {
  const known = readers.map(reader => `${reader.title} ('${reader.format}')`).join(', ');
  if (!isKnown(format)) {
    return new UnknownFormatError(
      `There is no table format '${format}' to read ${name} with. There are ${known}.`,
    );
  }
  return new UnknownFormatError(
    `${name} is not read as a table: it looks like ${describeContents(contents, text)} Tables are read from ${known}; name the format if it is one of them: { format: 'csv' }.`,
  );
}
