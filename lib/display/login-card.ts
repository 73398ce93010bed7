import { cardHtml } from './card.js';
import { escapeHtml } from './html.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import type { Tone } from './tone.js';
import { clock, duration } from './words.js';

/** A login as it stands. Times are Unix seconds. */
export type LoginView =
  | {
      readonly state: 'waiting';
      /** Where to enter the code, and the same with the code in it. */
      readonly link: string;
      readonly fullLink?: string | undefined;
      readonly code: string;
      readonly expires: number;
      /** Why the provider cannot be asked at the moment. */
      readonly trouble?: string | undefined;
      readonly now: number;
    }
  | {
      readonly state: 'done';
      /** When the token ends, where that is known. */
      readonly expires?: number | undefined;
      readonly renews: boolean;
      readonly now: number;
    }
  /** The reason is that of the error, which the cell shows. */
  | { readonly state: 'ended' };

/** The card of a login: what to open and enter while it waits, what came of it at the end. The code goes with the waiting. */
export function loginCard(view: LoginView): MimeBundle {
  switch (view.state) {
    case 'waiting': {
      const { link, fullLink = link, code, trouble } = view;
      const clockLine = `Waiting; the code holds for ${duration(view.expires - view.now)}`;
      const rest = trouble === undefined ? clockLine : `${clockLine}. No answer (${trouble}), trying again`;
      // Only http links get here; `noopener` as the page is another's.
      const anchor = `<a href="${escapeHtml(fullLink)}" target="_blank" rel="noopener noreferrer">${escapeHtml(link)}</a>`;
      return card(
        'run',
        'Log in',
        [`Open ${anchor} and enter the code <code><b>${escapeHtml(code)}</b></code>`, escapeHtml(rest)],
        `Open ${link} and enter the code ${code}\n${rest}`,
      );
    }
    case 'done': {
      const text = `The token ${validity(view)}`;
      return card('ok', 'Logged in', [escapeHtml(text)], `Logged in. ${text}`);
    }
    case 'ended':
      return card('off', 'Not logged in', [], 'Not logged in');
  }
}

function validity({ expires, renews, now }: { expires?: number | undefined; renews: boolean; now: number }) {
  if (renews) return 'renews itself';
  return expires === undefined ? 'does not tell when it ends' : `holds until ${clock(expires, now)}`;
}

function card(tone: Tone, state: string, rows: readonly string[], text: string): MimeBundle {
  const html = cardHtml(
    { label: 'Login', tone, state },
    rows.map((row, index) => `<div class="tb-row${index > 0 ? ' tb-soft' : ''}">${row}</div>`),
  );
  return { 'text/html': styled(html), 'text/plain': text };
}
