import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { QuotedCells } from './quoted-cells.js';
import { decodedText } from './text.js';

/** A text in a file of this machine, in an encoding that holds ASCII. */
interface QuotedText {
  readonly path: string;
  /** How messages call the file. */
  readonly title: string;
  /** What stands between cells that may be quoted; undefined where quotes mean nothing. */
  readonly delimiter: string | undefined;
}

/** A copy of a text in UTF-8, for readers that know no other encoding. What is no character of its encoding becomes U+FFFD. */
export function utf8Copy(chunks: AsyncIterable<Uint8Array>, encoding: string): Promise<string> {
  return copyOf(decodedText(chunks, encoding));
}

/**
 * A copy of a text of this machine in which `\n` ends each row, for readers that know only one end of lines in a file.
 *
 * @throws MalformedFileError where a quoted cell has no end
 */
export function evenCopy(text: QuotedText, signal: AbortSignal | undefined): Promise<string> {
  return copyOf(evenRows(text, signal), 'latin1');
}

/** @throws MalformedFileError where a quoted cell has no end: the database leaves it out if it reads in order */
export async function checkQuotes(text: QuotedText, signal: AbortSignal | undefined): Promise<void> {
  for await (const _ of evenRows(text, signal));
}

async function* evenRows(
  { path, title, delimiter }: QuotedText,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  const cells = new QuotedCells(delimiter);
  // Characters of one byte keep bytes as they are.
  for await (const piece of createReadStream(path, { encoding: 'latin1', signal })) yield cells.even(piece);
  yield cells.end(title);
}

async function copyOf(text: AsyncIterable<string>, encoding: BufferEncoding = 'utf-8'): Promise<string> {
  const path = join(await mkdtemp(join(temporaryFolder(), 'u')), 'text');
  await pipeline(text, createWriteStream(path, { encoding }));
  return path;
}
