import { randomUUID } from 'node:crypto';
import { displayPort } from './front-end.js';
import { type DisplayPort, jupyterDisplay, type MimeBundle } from './port.js';

/** A display that can be changed in place. */
export class DisplayHandle {
  readonly #id = randomUUID();
  readonly #port: DisplayPort;

  /** Shows the first value; {@link show} is the way to make one. */
  constructor(port: DisplayPort, value: unknown) {
    this.#port = port;
    port.show(port.render(value), this.#id);
  }

  /** Shows another value in the same place. */
  update(value: unknown): void {
    this.#port.update(this.#id, this.#port.render(value));
  }

  /** Shows nothing there any more. */
  clear(): void {
    this.#port.update(this.#id, { 'text/html': '', 'text/plain': '' });
  }

  /** A handle at the end of a cell adds nothing to what it shows already. */
  [jupyterDisplay](): MimeBundle {
    return {};
  }
}

/**
 * Shows any value in the output of the cell that calls: what has a display of its own (a table, a plot, `display.html(...)`) as that,
 * all else as text. The handle changes it later, from any cell.
 *
 * @example
 * const view = show(display.text('no results yet'))
 * const found = []
 * for (const temp of [1, 1.1]) {
 *   found.push({ temp, press: 7 * temp - 4.7 })
 *   view.update(Table.fromRecords(found))
 * }
 */
export function show(value: unknown): DisplayHandle {
  return new DisplayHandle(displayPort(), value);
}
