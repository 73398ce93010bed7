import type { FileHandle } from 'node:fs/promises';

/** Bytes that are looked at. */
const sample = 4096;

/** By extension. Text of any other kind is plain text: nothing that a job wrote is run by a browser. */
const known: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  tgz: 'application/gzip',
};

/** The type of a file: by its name, else text when its beginning is text. */
export async function contentType(file: FileHandle, path: string): Promise<string> {
  return (
    typeByName(path) ??
    ((await looksLikeText(file)) ? 'text/plain; charset=utf-8' : 'application/octet-stream')
  );
}

/** The type that a file's name tells, if it does. */
export function typeByName(path: string): string | undefined {
  return known[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
}

async function looksLikeText(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(sample), 0, sample, 0);
  const bytes = buffer.subarray(0, bytesRead);
  if (bytes.includes(0)) return false;
  try {
    // A character that is cut at the end of the sample is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
