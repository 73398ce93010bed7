import type { Completion } from '../language.js';

/** What is used of the completion items of the Language Server Protocol. */
export interface CompletionItem {
  readonly label: string;
  readonly kind?: number;
  readonly sortText?: string;
  readonly filterText?: string;
  readonly insertText?: string;
  readonly textEdit?: {
    readonly newText: string;
    readonly range: { readonly start: { readonly character: number } };
  };
}

/** Names of `CompletionItemKind`, from 1. */
const KINDS =
  'text method function constructor field variable class interface module property unit value enum keyword snippet color file reference folder enummember constant struct event operator typeparameter'.split(
    ' ',
  );
/** What an imported name is to the server, whatever it stands for. */
const VARIABLE = 6;
const PATHS = new Set([17, 19]);
const MAX_MATCHES = 500;

/** What stands of a name before a UTF-16 offset. */
export function wordBefore(code: string, cursor: number): string {
  return /[\p{ID_Continue}$]*$/u.exec(code.slice(code.lastIndexOf('\n', cursor - 1) + 1, cursor))![0];
}

/** True if the name at a UTF-16 offset follows a dot, and so is not one that the session declared. */
export function isMemberAt(code: string, cursor: number): boolean {
  return /(?<!\.\.)\.\s*#?$/.test(
    code.slice(Math.max(0, cursor - 1000), cursor - wordBefore(code, cursor).length),
  );
}

/**
 * Makes one replaced range and a bounded, sorted list of what begins as the text before the cursor does: the server's order, then
 * what is spelt as typed, then the alphabet.
 *
 * @param kindOf what a name of the session stands for, if that is known
 */
export function completionOf(
  items: readonly CompletionItem[],
  code: string,
  cursor: number,
  kindOf: (name: string) => string | undefined,
): Completion {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
  const wordStart = cursor - wordBefore(code, cursor).length;
  const candidates = items
    .map(item => {
      const { label, textEdit, sortText = '' } = item;
      const start = textEdit ? lineStart + textEdit.range.start.character : wordStart;
      const typed = code.slice(start, cursor);
      const filter = item.filterText ?? label;
      const rank = `${sortText} ${filter.startsWith(typed) ? 0 : 1} ${label.toLowerCase()}`;
      return { item, start, typed, filter, rank, text: textEdit?.newText ?? item.insertText ?? label };
    })
    .filter(
      ({ item, typed, filter }) =>
        filter.toLowerCase().startsWith(typed.toLowerCase()) && !isHidden(item, typed),
    )
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, MAX_MATCHES);
  const start = Math.min(wordStart, ...candidates.map(candidate => candidate.start));
  return {
    start,
    end: cursor,
    matches: candidates.map(({ item, start: from, text }) => ({
      text: code.slice(start, from) + text,
      kind: nameOfKind(item, kindOf),
    })),
  };
}

/** Members that no dot can name, the cells' own files, and among paths what is seldom imported. */
function isHidden({ label, kind = 0, textEdit }: CompletionItem, typed: string): boolean {
  if (textEdit && /^(\?\.)?\[/.test(textEdit.newText)) return true;
  if (label.startsWith('~') || label === 'tsconfig.json') return true;
  return PATHS.has(kind) && typed === '' && (label.startsWith('.') || label === 'node_modules');
}

function nameOfKind(
  { label, kind = 1 }: CompletionItem,
  kindOf: (name: string) => string | undefined,
): string {
  return (kind === VARIABLE ? kindOf(label) : undefined) ?? KINDS[kind - 1] ?? 'text';
}
