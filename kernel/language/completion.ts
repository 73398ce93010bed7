import type { Completion } from './language.js';

/** What is used of the completion items of the Language Server Protocol. */
export interface CompletionItem {
  readonly label: string;
  readonly kind?: number;
  readonly detail?: string;
  readonly sortText?: string;
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
const MAX_MATCHES = 1_000;

/** Makes one replaced range and a sorted list of what matches the text before the cursor. */
export function completionOf(items: readonly CompletionItem[], code: string, cursor: number): Completion {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
  const word = /[\p{ID_Continue}$]*$/u.exec(code.slice(lineStart, cursor))![0];
  const candidates = items
    .filter(({ label }) => !label.startsWith('~') && label !== 'tsconfig.json')
    .map(item => {
      const start = item.textEdit ? lineStart + item.textEdit.range.start.character : cursor - word.length;
      const text = item.textEdit?.newText ?? item.insertText ?? item.label;
      // `?.name` replaces the dot before the word as well.
      const typed = text.startsWith('?.') ? word : code.slice(start, cursor);
      return { item, start, text, typed };
    })
    .filter(({ item, typed }) => item.label.toLowerCase().startsWith(typed.toLowerCase()))
    .sort((a, b) => rank(a).localeCompare(rank(b)));
  const start = Math.min(cursor - word.length, ...candidates.map(candidate => candidate.start));
  return {
    start,
    end: cursor,
    matches: candidates.slice(0, MAX_MATCHES).map(({ item, start: from, text }) => ({
      text: code.slice(start, from) + text,
      kind: KINDS[(item.kind ?? 1) - 1] ?? 'text',
      ...(item.detail !== undefined && { detail: item.detail }),
    })),
  };
}

/** The server's order, then what is spelt as typed, then the alphabet. */
function rank({ item, typed }: { item: CompletionItem; typed: string }): string {
  return `${item.sortText ?? ''} ${item.label.startsWith(typed) ? 0 : 1} ${item.label}`;
}
