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

/**
 * Buttons, hidden until a page gives them life. They are no `<button>`: JupyterLab strips styles and attributes in notebooks
 * that are not trusted, and of these nothing to be seen is left then.
 */
export function buttonsHtml(buttons: readonly Button[], place: ButtonPlace | undefined): string {
  if (!place || buttons.length === 0) return '';
  const each = buttons.map(
    ({ name, label, says }) =>
      `<span role="button" tabindex="0" class="tb-do" ${marks(place, name)} data-label="${escapeHtml(label)}" aria-label="${escapeHtml(says)}"></span>`,
  );
  return `<span class="tb-buttons">${each.join('')}</span>`;
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

/** What can be done with something that has not ended. It is asked twice whether to end it. */
export function cancelButtons(
  what: string,
  { detached, confirming }: { detached?: boolean | undefined; confirming?: boolean | undefined },
): Button[] {
  if (confirming) {
    return [
      { name: 'keep', label: 'Keep', says: `Do not cancel ${what}` },
      { name: 'cancel-now', label: 'Really cancel', says: `Really cancel ${what}` },
    ];
  }
  return [
    ...(detached ? [{ name: 'follow', label: 'Follow', says: `Follow ${what} again` }] : []),
    { name: 'cancel', label: 'Cancel', says: `Cancel ${what}` },
  ];
}
