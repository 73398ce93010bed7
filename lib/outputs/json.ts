import { MalformedFileError } from '../errors/malformed-file-error.js';

/**
 * Parses JSON.
 *
 * @param parse what does so, and throws where it breaks
 * @throws MalformedFileError with the line and column, and the text there
 */
export function parseJson(
  text: string,
  name: string,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (text.trim() === '')
      throw new MalformedFileError(`${name} is empty: there is no JSON in it.`, { cause });
    const at = errorPosition(text);
    const before = text.slice(0, at).split('\n');
    const there = /^[^\n]*/.exec(text.slice(at))![0].slice(0, 40).trim();
    throw new MalformedFileError(
      `${name} is not valid JSON: line ${before.length}, column ${before.at(-1)!.length + 1}, at ${
        there === '' ? 'the end' : JSON.stringify(there)
      }. ${hint(there)}`,
      { cause },
    );
  }
}

function hint(there: string): string {
  return /^-?(NaN|Infinity)/.test(there)
    ? 'JSON has no NaN and no Infinity: write null instead.'
    : 'Is the file whole, and is it JSON?';
}

/**
 * Where JSON breaks. The engine's message does not always tell, but it tells a text that breaks from one that only ends too early:
 * the longest beginning that is still good is found by halving.
 */
function errorPosition(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (endsEarly(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function endsEarly(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const message = (error as SyntaxError).message;
    const position = /at position (\d+)/.exec(message)?.[1];
    return (
      message.includes('end of JSON') || (position !== undefined && Number(position) >= beginning.length)
    );
  }
}
