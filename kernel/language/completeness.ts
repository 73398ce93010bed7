import type { Completeness } from './language.js';
import { type Parsed, parse } from './syntax.js';

const STEP = '  ';

/** Whether a cell could be run as it stands, told by its syntax alone; JSX may stand in it. */
export function completenessOf(code: string): Completeness {
  const { errors } = parse(code);
  if (!errors.length) return { status: 'complete' };
  if (isUnfinished(code, errors)) return { status: 'incomplete', indent: indentAfter(code) };
  const withJsx = parse(code, 'tsx').errors;
  if (!withJsx.length) return { status: 'complete' };
  return isUnfinished(code, withJsx)
    ? { status: 'incomplete', indent: indentAfter(code) }
    : { status: 'invalid' };
}

function isUnfinished(code: string, errors: Parsed['errors']): boolean {
  const end = code.trimEnd().length;
  return errors.every(({ message, labels }) =>
    // What ends too early is reported where the text ends; an open string, template or comment where it begins.
    message.startsWith('Unterminated')
      ? !closesLine(code, labels[0])
      : labels.some(({ start }) => start >= end),
  );
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
