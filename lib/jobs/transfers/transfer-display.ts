import { randomUUID } from 'node:crypto';
import { displayPort } from '../../display/front-end.js';
import type { DisplayPort, MimeBundle } from '../../display/port.js';
import { transferCard } from '../../display/transfer-card.js';
import { Speed } from '../live/speed.js';

/** Milliseconds: what is quicker shows nothing. */
const quiet = 1000;
const updatePause = 250;

/** How far a transfer is, shown once it has taken more than a second. */
export class TransferDisplay {
  readonly #displayId = randomUUID();
  readonly #port: DisplayPort = displayPort();
  readonly #started = Date.now();
  readonly #speed = new Speed({ span: 5, least: 0.1 });
  #shown = 0;
  #bytes = 0;
  #total: number | undefined;
  #said: string | undefined;

  constructor(private readonly what: string) {}

  /** Takes the bytes so far, and all where that is known. */
  progress = (bytes: number, total: number | undefined): void => {
    const now = Date.now();
    this.#speed.sample(bytes, now / 1000);
    this.#bytes = bytes;
    this.#total = total;
    this.#said = undefined;
    if (now - this.#started < quiet || now - this.#shown < updatePause) return;
    this.#show(now);
  };

  /** Says something of the transfer, however short it was. */
  say(text: string): void {
    this.#said = text;
    this.#show(Date.now());
  }

  /** The last word on a transfer that was shown. */
  end(): void {
    if (this.#shown) this.#port.update(this.#displayId, this.#bundle(true));
  }

  #show(now: number): void {
    if (this.#shown) this.#port.update(this.#displayId, this.#bundle());
    else this.#port.show(this.#bundle(), this.#displayId);
    this.#shown = now;
  }

  #bundle(over = false): MimeBundle {
    const now = Date.now() / 1000;
    return transferCard({
      what: this.what,
      bytes: this.#bytes,
      total: this.#total,
      perSecond: this.#speed.at(this.#bytes, now),
      now,
      over,
      said: this.#said,
    });
  }
}
