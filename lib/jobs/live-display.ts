import { randomUUID } from 'node:crypto';
import type { DisplayPort, MimeBundle } from '../display/port.js';

/** Milliseconds: at most four updates a second, and one a second for the clock. */
const updatePause = 250;
const clockPause = 1000;

/** A display that follows what changes, and the clock, until it ends. */
export class LiveDisplay {
  readonly #displayId = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  #over = false;

  constructor(
    private readonly port: DisplayPort,
    private readonly bundle: () => MimeBundle,
  ) {}

  /** Appears. */
  show(): void {
    this.port.show(this.bundle(), this.#displayId);
    this.#clock = setInterval(() => this.changed(), clockPause);
    this.#clock.unref();
  }

  /** Shows the news soon. */
  changed(): void {
    if (this.#over) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.port.update(this.#displayId, this.bundle());
    }, updatePause);
  }

  /** Shows this, and changes no more. */
  end(bundle: MimeBundle): void {
    this.stop();
    this.port.update(this.#displayId, bundle);
  }

  /** Follows the clock no more: what is shown last is on its way. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    clearInterval(this.#clock);
    this.#timer = undefined;
  }
}
