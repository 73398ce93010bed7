/** What the inspection of a cell's AsyncLocalStorage context reads; see {@link withoutAsyncMarks}. */
export const contextMark = 'context of a cell';

const mark = new RegExp(
  `,?\\s*\\[Symbol\\((?:(?:trigger_)?async_id_symbol\\)\\]: \\d+|kResourceStore\\)\\]: ${contextMark})`,
  'g',
);

/**
 * Takes the marks out of inspected promises by which Node (before 24) follows what belongs to a cell: they are the
 * kernel's, and the reader of a notebook should not see them.
 */
export function withoutAsyncMarks(text: string): string {
  if (!text.includes(contextMark)) return text;
  return text.replace(mark, '').replace(/Promise \{\n\s+([^\n]*)\n\s*\}/g, 'Promise { $1 }');
}
