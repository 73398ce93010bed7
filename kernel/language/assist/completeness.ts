import type { Completeness } from '../language.js';
import { field, type Parsed, parse, type SyntaxProblem } from '../transform/syntax.js';
import { indentAfter } from './indentation.js';

/** Whether a cell could be run as it stands, told by its syntax alone; JSX may stand in it. */
export function completenessOf(code: string): Completeness {
  const told = completenessOfParsed(code, parse(code));
  return told.status === 'invalid' ? completenessOfParsed(code, parse(code, 'tsx')) : told;
}

function completenessOfParsed(code: string, { body, errors }: Parsed): Completeness {
  const last = body.at(-1);
  // To the parser, a function whose body is still to come is an overload.
  const lacksBody = last?.type === 'TSDeclareFunction' && !field(last, 'declare');
  if (!errors.length && !lacksBody) return { status: 'complete' };
  // What follows in an open template or comment is no code, so that its indentation is not free.
  if (errors.some(problem => opener(problem, code) === 'text')) return { status: 'incomplete', indent: '' };
  const end = code.trimEnd().length;
  const isUnfinished = errors.every(problem => isAtEnd(problem, code, end));
  return isUnfinished ? { status: 'incomplete', indent: indentAfter(code) } : { status: 'invalid' };
}

/** What is left open: a template or comment, which may go on in the next line, or a string or regular expression. */
function opener({ message, labels }: SyntaxProblem, code: string): 'text' | 'line' | undefined {
  if (!message.startsWith('Unterminated')) return undefined;
  const start = labels[0]?.start ?? code.length;
  return code[start] === '`' || code.startsWith('/*', start) ? 'text' : 'line';
}

/** What ends too early is reported where the text ends; a string that can still be closed, in the last line. */
function isAtEnd(problem: SyntaxProblem, code: string, end: number): boolean {
  if (opener(problem, code) === 'line') {
    const start = problem.labels[0]?.start ?? 0;
    return code[start] !== '/' && !code.includes('\n', start);
  }
  return problem.labels.some(({ start }) => start >= end || code.slice(start, end) === '?.');
}
