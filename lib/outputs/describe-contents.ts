import { begins, decodeText } from './text.js';

const signatures: readonly [name: string, begins: string, hint: string][] = [
  ['an HDF5 file', '\x89HDF', 'show() has its tree.'],
  ['a zip archive', 'PK\x03\x04', 'table() lists it.'],
  ['a PNG image', '\x89PNG', 'Show it with image().'],
  ['a JPEG image', '\xff\xd8\xff', 'Show it with image().'],
  ['a PDF', '%PDF', 'Show it with image().'],
  ['a Parquet file', 'PAR1', 'Read it with table().'],
  ['a NumPy array', '\x93NUMPY', 'Read it with array().'],
];

/** What contents look like, in a sentence or two for an error. */
export function describeContents(contents: Uint8Array): string {
  if (contents.length === 0) return 'an empty file.';
  const known = signatures.find(([, magic]) => begins(contents, magic));
  if (known) return `${known[0]}. ${known[2]}`;
  const text = decodeText(contents);
  if (text === undefined) return 'binary data.';
  if (/^\s*[[{]/.test(text)) return 'JSON. Read it with json().';
  const line = /\S[^\r\n]*/.exec(text)?.[0] ?? '';
  return `text that begins ${JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line)}.`;
}
