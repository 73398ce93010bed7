import { escapeHtml } from '../html.js';
import { type Phrase, phrasesHtml } from '../phrases.js';

/** A button of a display, as long as a page can reach the kernel. */
export interface Button {
  /** What the listener is told. */
  readonly name: string;
  readonly label: string;
  /** What it does, to what: for those who hear it without its surroundings. */
  readonly says: string;
}

/** Where buttons are: the key of the line to the page, and the display. */
export interface ButtonPlace {
  readonly key: string;
  readonly display: string;
}

/** Buttons, hidden until a page gives them life. Where styles and buttons are stripped nothing is left of them. */
export function buttonsHtml(buttons: readonly Button[], place: ButtonPlace | undefined): string {
  if (!place || buttons.length === 0) return '';
  const each = buttons.map(
    ({ name, label, says }) =>
      `<button type="button" class="tb-do" ${marks(place, name)} data-label="${escapeHtml(label)}" aria-label="${escapeHtml(says)}"></button>`,
  );
  return `<span class="tb-buttons" data-lm-suppress-shortcuts="true">${each.join('')}</span>`;
}

/** The attributes by which a page knows what something is for. */
export function marks({ key, display }: ButtonPlace, name: string): string {
  return `data-tb="${key}" data-tb-of="${display}" data-tb-do="${escapeHtml(name)}"`;
}

/** The row that says what to call. Pages that reach the kernel show it only when the display is no longer told anything new. */
export function byHandHtml(phrases: readonly Phrase[], place: ButtonPlace | undefined): string {
  if (phrases.length === 0) return '';
  const key = place ? ` data-tb="${place.key}"` : '';
  return `<div class="tb-row tb-soft tb-byhand"${key}>${phrasesHtml(phrases)}</div>`;
}
