import { NoMatchError } from '../errors/no-match-error.js';
import { eachMatch } from '../outputs/each-match.js';
import { parseNumber } from '../outputs/parse-column.js';

/** Lines of the text in the message, and characters that are kept for it. */
const endLines = 10;
const endLength = 20_000;

/**
 * The last match of a pattern as a number: its first group, or all of it if it has none. Takes Fortran's `1.5D-3`,
 * `nan` and `inf` as programs print them.
 * @param pieces a text as it comes
 * @param what whose text it is, as in `stdout of job 41`
 * @throws {NoMatchError} showing the end of the text
 */
export async function lastNumber(
  pieces: AsyncIterable<string> | Iterable<string>,
  pattern: RegExp,
  what: string,
): Promise<number> {
  let end = '';
  async function* seen() {
    for await (const piece of pieces) {
      end = piece.length < endLength ? (end + piece).slice(-endLength) : piece;
      yield piece;
    }
  }
  let found: string | undefined;
  for await (const match of eachMatch(seen(), pattern)) found = match[1] ?? match[0];
  if (found === undefined)
    throw new NoMatchError(`${pattern} matches nothing in the ${what}. ${endOf(end)}`, pattern);
  const value = parseNumber(found.trim());
  if (value === undefined) {
    throw new NoMatchError(
      `${pattern} found '${found}' in the ${what}, which is not a number. Put brackets around the number in the pattern`,
      pattern,
    );
  }
  return value;
}

function endOf(text: string): string {
  const end = text.trimEnd().split('\n').slice(-endLines).join('\n');
  return end ? `It ends with:\n${end}` : 'It is empty';
}
