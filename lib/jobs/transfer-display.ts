import { randomUUID } from 'node:crypto';
import { displayPort } from '../display/front-end.js';
import { escapeHtml } from '../display/html.js';
import type { DisplayPort, MimeBundle } from '../display/port.js';
import { duration, size } from '../display/words.js';
import { TransferRate } from './transfer-rate.js';

/** Milliseconds: what is quicker shows nothing. */
const quiet = 1000;
const updatePause = 250;

/** How far a transfer is, shown once it has taken more than a second. */
export class TransferDisplay {
  readonly #displayId = randomUUID();
  readonly #port: DisplayPort = displayPort();
  readonly #started = Date.now();
  readonly #rate = new TransferRate();
  #shown = 0;
  #text = '';

  constructor(private readonly what: string) {}

  /** Takes the bytes so far, and all where that is known. */
  progress = (bytes: number, total: number | undefined): void => {
    const now = Date.now();
    this.#rate.add(bytes, now);
    const percent = total ? ` (${Math.floor((100 * bytes) / total)} %)` : '';
    const perSecond = this.#rate.perSecond();
    const left = perSecond && total && total > bytes ? (total - bytes) / perSecond : undefined;
    this.#text =
      `${this.what}: ${size(bytes)}${total ? ` of ${size(total)}` : ''}${percent}` +
      `${perSecond ? `, ${size(perSecond)}/s` : ''}${left === undefined ? '' : `, ${duration(left)} left`}`;
    if (now - this.#started < quiet || now - this.#shown < updatePause) return;
    this.#show(now);
  };

  /** Says something of the transfer, however short it was. */
  say(text: string): void {
    this.#text = text;
    this.#show(Date.now());
  }

  /** The last word on a transfer that was shown. */
  end(): void {
    if (this.#shown) this.#port.update(this.#displayId, bundle(this.#text));
  }

  #show(now: number): void {
    if (this.#shown) this.#port.update(this.#displayId, bundle(this.#text));
    else this.#port.show(bundle(this.#text), this.#displayId);
    this.#shown = now;
  }
}

function bundle(text: string): MimeBundle {
  return { 'text/plain': text, 'text/html': `<div>${escapeHtml(text)}</div>` };
}
