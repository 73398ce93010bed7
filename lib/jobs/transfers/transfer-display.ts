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
  #speed = newSpeed();
  #comparing = false;
  #shown = 0;
  #bytes = 0;
  #total: number | undefined;
  #said: string | undefined;

  /** @param name of what is sent, where it may be there already */
  constructor(
    private readonly what: string,
    private readonly name = '',
  ) {}

  /** Takes the bytes so far, and all where that is known. */
  progress = (bytes: number, total: number | undefined): void => this.#take(bytes, total, false);

  /** Takes the bytes that were compared with what is there, before any is sent. */
  compared = (bytes: number, total: number | undefined): void => this.#take(bytes, total, true);

  /** Says that nothing had to be sent, however little time that took. */
  sayIsThere(): void {
    this.#comparing = false;
    this.#said = `${this.name} is there already, with the same contents: nothing was sent`;
    this.#show(Date.now());
  }

  /** The last word on a transfer that was shown. */
  end(): void {
    if (this.#shown) this.#port.update(this.#displayId, this.#bundle(true));
  }

  #take(bytes: number, total: number | undefined, comparing: boolean): void {
    if (comparing !== this.#comparing) this.#speed = newSpeed();
    this.#comparing = comparing;
    const now = Date.now();
    this.#speed.sample(bytes, now / 1000);
    this.#bytes = bytes;
    this.#total = total;
    this.#said = undefined;
    if (now - this.#started < quiet || now - this.#shown < updatePause) return;
    this.#show(now);
  }

  #show(now: number): void {
    if (this.#shown) this.#port.update(this.#displayId, this.#bundle());
    else this.#port.show(this.#bundle(), this.#displayId);
    this.#shown = now;
  }

  #bundle(over = false): MimeBundle {
    const now = Date.now() / 1000;
    return transferCard({
      what: this.#comparing ? `Comparing ${this.name} with what is there` : this.what,
      bytes: this.#bytes,
      total: this.#total,
      perSecond: this.#speed.at(this.#bytes, now),
      now,
      over,
      said: this.#said,
    });
  }
}

function newSpeed(): Speed {
  return new Speed({ span: 5, least: 0.1 });
}
