import { NoMatchError } from '../errors/no-match-error.js';
import { parseNumber } from '../outputs/parse-column.js';

/** Lines of the text in the message. */
const endLines = 10;

/**
 * The last match of a pattern as a number: its first group, or all of it if it has none. Takes Fortran's `1.5D-3`,
 * `nan` and `inf` as programs print them.
 * @param what whose text it is, as in `stdout of job 41`
 * @throws {NoMatchError} showing the end of the text
 */
export function lastNumber(text: string, pattern: RegExp, what: string): number {
  const flags = pattern.global ? pattern.flags : `${pattern.flags}g`;
  const match = [...text.matchAll(new RegExp(pattern, flags))].at(-1);
  if (!match) throw new NoMatchError(`${pattern} matches nothing in the ${what}. ${endOf(text)}`, pattern);
  const found = match[1] ?? match[0];
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
