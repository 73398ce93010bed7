import type { Displayable } from '../display/display.js';
import { MalformedFileError } from '../errors/malformed-file-error.js';
import { UnknownFormatError } from '../errors/unknown-format-error.js';
import type { NdArray } from './arrays/nd-array.js';
import type { DataFile } from './data-file.js';
import { describeContents } from './describe-contents.js';
import type { ReadOptions } from './read-options.js';
import type { FormatReader, LazyReader, Reading } from './reader.js';
import { readers } from './readers.js';
import type { Table } from './table.js';
import { decodeText } from './text.js';

interface Readings {
  table: Table;
  json: unknown;
  array: NdArray;
  image: Displayable;
}

/**
 * Reads a file as a table, JSON, an array or an image: by the format that is asked for, else by the likeliest that gives it.
 *
 * @throws UnknownFormatError when no format does
 */
export async function readAs<Kind extends Reading>(
  packed: DataFile,
  kind: Kind,
  options: ReadOptions,
): Promise<Readings[Kind]> {
  const file = await packed.unpacked(options);
  const reader = await chosen(file, kind, options);
  const { [kind]: read } = await reader.load();
  return (await read!(file, options)) as Readings[Kind];
}

/** What a file shows of itself. One that breaks the rules of its format is shown as the text that it is. */
export async function shownFile(packed: DataFile, options: ReadOptions): Promise<unknown> {
  const file = await packed.unpacked(options);
  const likely =
    options.format === undefined
      ? readers.candidates(file.name, await file.head(options))
      : [readers.named(options.format)];
  let failed: MalformedFileError | undefined;
  for (const reader of likely) {
    try {
      return await shownBy(await reader.load(), file, options);
    } catch (error) {
      if (!(error instanceof MalformedFileError) || options.format !== undefined) throw error;
      failed ??= error;
    }
  }
  const head = await file.head(options);
  if (!failed && decodeText(head) === undefined) {
    const { hexView } = await import('./hex-view.js');
    return hexView(head, await file.size(options), file.caption);
  }
  throw (
    failed ??
    new UnknownFormatError(`${file.title} is not shown: it looks like ${await looks(file, options)}`)
  );
}

async function shownBy(reader: FormatReader, file: DataFile, options: ReadOptions): Promise<unknown> {
  const read = reader.show ?? reader.image ?? reader.table ?? reader.json ?? reader.array;
  return read?.(file, options);
}

async function chosen(file: DataFile, kind: Reading, options: ReadOptions): Promise<LazyReader> {
  if (options.format !== undefined) {
    const reader = readers.named(options.format);
    if (reader.gives.includes(kind)) return reader;
    throw new UnknownFormatError(`${reader.title} gives no ${kind}. ${instead(reader)}`);
  }
  const likely = readers.candidates(file.name, await file.head(options));
  const reader = likely.find(each => each.gives.includes(kind));
  if (reader) return reader;
  // Who says how the columns of a text are parted, says that it has some.
  if (kind === 'table' && (options.delimiter !== undefined || options.widths !== undefined))
    return readers.named('columns');
  const able = readers.list().filter(each => each.gives.includes(kind));
  throw new UnknownFormatError(
    `${file.title} is not read as ${article[kind]}: it looks like ${await looks(file, options)} ` +
      `${plural[kind]} are read from ${able.length} formats, which readers.list() names; if it is one of them, say so: { format: '${able.at(-1)?.format}' }.`,
  );
}

const article = { table: 'a table', json: 'JSON', array: 'an array', image: 'an image' } as const;
const plural = { table: 'Tables', json: 'Values', array: 'Arrays', image: 'Images' } as const;

function instead({ gives }: LazyReader): string {
  return gives.length > 0
    ? `Read it with ${gives.map(each => `${each}()`).join(' or ')}.`
    : 'show() shows it.';
}

async function looks(file: DataFile, options: ReadOptions): Promise<string> {
  return describeContents(await file.head(options));
}
