/**
 * True if a text is like a shell pattern, in which `*` stands for any characters and `?` for one. Takes time in proportion to
 * the lengths of both, whatever the pattern: a regular expression may take for ever.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  /** Behind the last `*`, and how far in the text that has been tried. */
  let star: { next: number; tried: number } | undefined;
  while (at < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      inPattern++;
      star = { next: inPattern, tried: at };
    } else if (wanted === '?' || wanted === text[at]) {
      at++;
      inPattern++;
    } else if (star) {
      star.tried++;
      at = star.tried;
      inPattern = star.next;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
