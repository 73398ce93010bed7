import { escapeHtml } from './html.js';
import { type Phrase, phrasesHtml } from './phrases.js';
import type { Tone } from './tone.js';

/** Stands between words that the sheet sets apart, and is seen where a front end takes the sheet out of what it does not trust. */
export const apart = ' <span class="tb-apart">·</span> ';

/** The frame of a card and its first line. */
export interface CardHead {
  /** What the card is of, for those who hear it. */
  readonly label: string;
  readonly tone: Tone;
  readonly state: string;
  readonly name?: string | undefined;
  readonly what?: readonly Phrase[] | undefined;
  /** All of `what`, for a pointer over it, where it may be too long to be seen. */
  readonly title?: string | undefined;
  /** Times, on the right. */
  readonly right?: string | undefined;
  /** As HTML. */
  readonly buttons?: string | undefined;
  /** Its log has a constant height. */
  readonly running?: boolean | undefined;
}

/**
 * A card as HTML: how something stands and what it is in the first line, then the rest.
 *
 * @param parts as HTML; those that are empty are left out
 */
export function cardHtml(head: CardHead, parts: readonly string[]): string {
  return [
    `<section class="tb tb-card${head.running ? ' tb-running' : ''}" aria-label="${escapeHtml(head.label)}">`,
    headHtml(head),
    ...parts,
    '</section>',
  ]
    .filter(part => part !== '')
    .join('\n');
}

function headHtml({ tone, state, name, what, title, right, buttons = '' }: CardHead): string {
  const spans = [`<b class="tb-state ${tone}">${escapeHtml(state)}</b>`];
  if (name !== undefined) spans.push(`<b class="tb-name">${escapeHtml(name)}</b>`);
  if (what !== undefined) {
    const hint = title === undefined ? '' : ` title="${escapeHtml(title)}"`;
    spans.push(`<span class="tb-what tb-soft"${hint}>${phrasesHtml(what)}</span>`);
  }
  const times = right === undefined ? '' : `${apart}<span class="tb-right">${escapeHtml(right)}</span>`;
  return `<div class="tb-head">${spans.join(' ')}${times}${buttons}</div>`;
}

/**
 * How far something is, as a bar.
 *
 * @param portion from 0 to 1
 * @param label of what the portion is, where the card does not say it
 */
export function barHtml(portion: number, label?: string): string {
  const percent = Math.round(portion * 1000) / 10;
  const name = label === undefined ? '' : ` aria-label="${escapeHtml(label)}"`;
  return `<div class="tb-bar" role="progressbar"${name} aria-valuemin="0" aria-valuemax="100" aria-valuenow="${percent}"><div style="width:${percent}%"></div></div>`;
}
