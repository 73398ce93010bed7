import { escapeHtml } from './html.js';

/** A part of a line; code is set in its own face. */
export interface Phrase {
  readonly text: string;
  readonly code?: boolean;
}

/** What a user can type. */
export function code(text: string): Phrase {
  return { text, code: true };
}

/** Parts of a line, as far as there are any. */
export function words(...parts: (string | undefined)[]): Phrase[] {
  return [{ text: parts.filter(part => part).join(' · ') }];
}

/** A line as HTML. */
export function phrasesHtml(phrases: readonly Phrase[]): string {
  return phrases
    .map(({ text, code }) => (code ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text)))
    .join('');
}

/** A line as text. */
export function phrasesText(phrases: readonly Phrase[]): string {
  return phrases.map(({ text }) => text).join('');
}
