const signatures: readonly [name: string, bytes: readonly number[], hint?: string][] = [
  ['an HDF5 file', [0x89, 0x48, 0x44, 0x46]],
  ['a gzip archive', [0x1f, 0x8b], 'Unpack it in the job, or here with gunzipSync from node:zlib.'],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47], 'Show it with display.image(bytes).'],
  ['a JPEG image', [0xff, 0xd8, 0xff], 'Show it with display.image(bytes).'],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['a NumPy array', [0x93, 0x4e, 0x55, 0x4d]],
];

/** What contents look like, in a sentence or two for an error. */
export function describeContents(contents: Uint8Array | string, text: string | undefined): string {
  if (contents.length === 0) return 'an empty file.';
  if (typeof contents !== 'string') {
    const known = signatures.find(([, bytes]) => bytes.every((byte, i) => contents[i] === byte));
    if (known) return known[2] ? `${known[0]}. ${known[2]}` : `${known[0]}.`;
  }
  if (text === undefined) return 'binary data.';
  if (/^\s*[[{]/.test(text)) return 'JSON. Read it with json().';
  const line = /\S[^\r\n]*/.exec(text)?.[0] ?? '';
  return `text that begins ${JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line)}.`;
}
