import type { Completeness } from './language.js';
import { parse } from './syntax.js';

const STEP = '  ';

/** Whether a cell could be run as it stands, told by its syntax alone. */
export function completenessOf(code: string): Completeness {
  const { errors } = parse(code);
  const end = code.trimEnd().length;
  if (!errors.length) return { status: 'complete' };
  const unfinished = errors.every(({ message, labels }) =>
    // What ends too early is reported where the text ends; an open string, template or comment where it begins.
    message.startsWith('Unterminated')
      ? !closesLine(code, labels[0])
      : labels.some(({ start }) => start >= end),
  );
  return unfinished ? { status: 'incomplete', indent: indentAfter(code) } : { status: 'invalid' };
}

/** True for a quoted string that ends with its line though more lines follow: no continuation can mend it. */
function closesLine(code: string, label: { start: number } | undefined): boolean {
  if (!label || !/["']/.test(code[label.start] ?? '')) return false;
  return code.indexOf('\n', label.start) !== -1;
}

/** The indentation of the last line that says something, one step deeper after an opening bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^[ \t]*/.exec(last)![0];
  return /[{([]\s*$|=>\s*$/.test(last) ? indent + STEP : indent;
}
