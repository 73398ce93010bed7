/** The mime type of an image, from its first bytes; undefined for anything else. */
export function imageType(bytes: Uint8Array): string | undefined {
  const begins = (at: number, text: string) =>
    [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));
  if (begins(0, '\u0089PNG\r\n\u001a\n')) return 'image/png';
  if (begins(0, '\u00ff\u00d8\u00ff')) return 'image/jpeg';
  if (begins(0, 'GIF87a') || begins(0, 'GIF89a')) return 'image/gif';
  if (begins(0, 'RIFF') && begins(8, 'WEBP')) return 'image/webp';
  return undefined;
}
