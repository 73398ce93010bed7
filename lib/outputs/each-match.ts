/** Characters that are searched at once. */
const mostAtOnce = 2 ** 24;
/** The longest match that is found wherever it begins, in a longer text. */
const longestMatch = 2 ** 20;
/** What stays of the text before, for `\b`, `(?<=...)` and that `^` is no longer the beginning. */
const before = 2 ** 12;

/**
 * Every match of a pattern in a text that comes in pieces, of which no more than 16 million characters are held. In a longer one a
 * match may span a million.
 */
export async function* eachMatch(
  pieces: AsyncIterable<string> | Iterable<string>,
  pattern: RegExp,
): AsyncGenerator<RegExpExecArray, void, undefined> {
  const search = new RegExp(pattern, pattern.global ? pattern.flags : `${pattern.flags}g`);
  let text = '';
  let from = 0;
  function* matchesBefore(limit: number): Generator<RegExpExecArray, void, undefined> {
    search.lastIndex = from;
    from = limit;
    for (const match of text.matchAll(search)) {
      if (match.index >= limit) return;
      from = Math.max(limit, match.index + match[0].length);
      yield match;
    }
  }
  for await (const piece of pieces) {
    text += piece;
    if (text.length < mostAtOnce) continue;
    yield* matchesBefore(text.length - longestMatch);
    const cut = Math.max(0, from - before);
    text = text.slice(cut);
    from -= cut;
  }
  yield* matchesBefore(Number.POSITIVE_INFINITY);
}

/** A part of a text as a text of its own: of 13 characters and more, V8 keeps the whole for it. */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text).toString();
}
