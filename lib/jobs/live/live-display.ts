import { randomUUID } from 'node:crypto';
import type { ButtonPlace } from '../../display/controls/buttons.js';
import { type PageListener, pageLink } from '../../display/controls/page-link.js';
import { displayPort } from '../../display/front-end.js';
import type { DisplayPort, MimeBundle } from '../../display/port.js';

/** Milliseconds between updates, at least; the first after a while comes soon. The clock moves once a second. */
const updatePause = 250;
const firstPause = 20;
const clockPause = 1000;

/** A display that follows what changes, and the clock, until it ends; it may begin again. */
export class LiveDisplay {
  readonly id: string;
  /** True if it is shown by a cell: what a notebook keeps is read when it may no longer be true. */
  readonly kept: boolean;
  readonly #port: DisplayPort = displayPort();
  #timer: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  readonly #inPlace: boolean;
  #updated = 0;
  #over = true;

  /** @param place the id of a display whose place it takes */
  constructor(
    private readonly bundle: () => MimeBundle,
    private readonly onButton?: PageListener,
    place?: string,
  ) {
    this.id = place ?? randomUUID();
    this.kept = this.#port.signal() !== undefined;
    this.#inPlace = place !== undefined;
  }

  /** Where buttons in it are; undefined where no page can reach this kernel. */
  get buttons(): ButtonPlace | undefined {
    return this.onButton && pageLink()?.listen(this.id, this.onButton);
  }

  /** Appears: below what the cell has shown, or in the place of another that was given to it. */
  show(): void {
    if (this.#inPlace) this.#update(this.bundle());
    else this.#port.show(this.bundle(), this.id);
    this.#updated = Date.now();
    this.resume();
  }

  /** Shows the news at once, also when it follows nothing. */
  refresh(): void {
    this.#update(this.bundle());
  }

  /** Leaves nothing of itself. */
  clear(): void {
    this.end({ 'text/html': '', 'text/plain': '' });
  }

  /** Follows what changes, and the clock, from here on. */
  resume(): void {
    this.#over = false;
    clearInterval(this.#clock);
    this.#clock = setInterval(() => this.changed(), clockPause);
    this.#clock.unref();
    this.changed();
  }

  /** Shows the news soon. */
  changed(): void {
    if (this.#over) return;
    const wait = Math.max(firstPause, this.#updated + updatePause - Date.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update(this.bundle());
    }, wait);
  }

  /** Shows this, and changes no more. */
  end(bundle: MimeBundle): void {
    this.stop();
    this.#update(bundle);
  }

  /** Follows nothing any more: what is shown last is on its way. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    clearInterval(this.#clock);
    this.#timer = undefined;
  }

  #update(bundle: MimeBundle): void {
    this.#updated = Date.now();
    this.#port.update(this.id, bundle);
  }
}
