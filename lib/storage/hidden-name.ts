/** Bytes: with what is put behind it, it stays below the 255 that file systems take. */
const longest = 100;

/** What the names of unfinished files begin with that are to have this name. */
export function hiddenName(name: string): string {
  let kept = '';
  for (const letter of name) {
    if (Buffer.byteLength(kept + letter) > longest) break;
    kept += letter;
  }
  return `.${kept}.`;
}
