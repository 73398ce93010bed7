import { isUtf8 } from 'node:buffer';
import { MalformedFileError } from '../errors/malformed-file-error.js';
import { TooLargeError } from '../errors/too-large-error.js';

/**
 * The text that bytes hold, or undefined when they are no text. UTF-8, and UTF-16 where a byte order mark says so; the mark
 * itself is dropped.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  return encoding && new TextDecoder(encoding).decode(bytes);
}

/**
 * The text that bytes of a file hold.
 *
 * @param title how messages call the file
 * @throws MalformedFileError when they are binary
 */
export function textOf(bytes: Uint8Array, title: string): string {
  const text = decodeText(bytes);
  if (text !== undefined) return text;
  throw new MalformedFileError(`${title} is binary, not text. Read it with bytes().`);
}

/** A text that comes in chunks, of UTF-8 by default; its pieces hold whole characters. */
export async function* decodedText(
  chunks: AsyncIterable<Uint8Array>,
  encoding = 'utf-8',
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Characters; engines hold no text of twice as many. */
const longestLine = 2 ** 28;

/**
 * The lines of a text that comes in chunks.
 *
 * @throws TooLargeError for a line that no text can hold
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let rest = '';
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk) ?? 'utf-8');
    const text = decoder.decode(chunk, { stream: true });
    rest += text;
    if (rest.length > longestLine) {
      throw new TooLargeError(
        'A line of the text has more than 256 million characters. Read it with stream().',
      );
    }
    // A long line is put together once, not with each chunk.
    if (!text.includes('\n')) continue;
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder?.decode() ?? '';
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** How bytes write text; undefined when they are none. What is no UTF-8 and has no sign of it is taken for Latin 1. */
export function encodingOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  // The last character may be cut off.
  const whole = bytes.subarray(0, bytes.findLastIndex(byte => byte < 0x80) + 1);
  return isUtf8(whole) || /[^\x00-\x7f\ufffd]/.test(new TextDecoder().decode(bytes))
    ? 'utf-8'
    : 'windows-1252';
}

/** Whether bytes begin with a text of one byte a character, from a place on. */
export function begins(bytes: Uint8Array, text: string, at = 0): boolean {
  return [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));
}

/** Whether a text of one byte a character stands anywhere in bytes. */
export function mentions(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text, 0, 'latin1');
}
