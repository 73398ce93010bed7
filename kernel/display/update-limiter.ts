import type { Bundle } from './display-event.js';

/** The least time between two updates of one display, in milliseconds: front ends fall behind beyond that. */
const interval = 100;

interface Limited {
  sentAt: number;
  waiting?: { readonly cell: number; readonly data: Bundle; readonly timer: NodeJS.Timeout };
}

/** Passes updates on, at most ten a second for each display; the last one always arrives. */
export class UpdateLimiter {
  readonly #send: (id: string, cell: number, data: Bundle) => void;
  readonly #displays = new Map<string, Limited>();

  constructor(send: (id: string, cell: number, data: Bundle) => void) {
    this.#send = send;
  }

  /** Sends an update now or, replaced by any newer one, when its time has come. */
  push(id: string, cell: number, data: Bundle): void {
    const display = this.#displays.get(id) ?? { sentAt: Number.NEGATIVE_INFINITY };
    this.#displays.set(id, display);
    clearTimeout(display.waiting?.timer);
    const wait = display.sentAt + interval - performance.now();
    const timer = setTimeout(() => this.#flush(id, display), Math.max(wait, 0));
    display.waiting = { cell, data, timer };
    // Code that never lets timers run gets its updates out here.
    if (wait <= 0) this.#flush(id, display);
  }

  /** Sends what waits of one cell. */
  flush(cell: number): void {
    for (const [id, display] of this.#displays) {
      if (display.waiting?.cell === cell) this.#flush(id, display);
    }
  }

  #flush(id: string, display: Limited): void {
    const waiting = display.waiting;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    delete display.waiting;
    display.sentAt = performance.now();
    this.#send(id, waiting.cell, waiting.data);
  }
}
