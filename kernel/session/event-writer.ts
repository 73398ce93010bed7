import { writeSync } from 'node:fs';
import { encodeEvent } from './event-frames.js';
import type { SessionEvent } from './events.js';

const stdout = 1;
const stderr = 2;

/**
 * Writes events to the kernel process. It blocks while the kernel can't take more: a cell that prints without end is
 * slowed down, and neither process keeps what it could not send.
 */
export class EventWriter {
  readonly #mark: Buffer;
  readonly #pause = new Int32Array(new SharedArrayBuffer(4));

  constructor(mark: Buffer) {
    this.#mark = mark;
  }

  /** @throws TypeError when the event can't be written as JSON. */
  write(event: SessionEvent): void {
    for (const frame of encodeEvent(this.#mark, event))
      this.#writeAll(event.type === 'flushed' ? stderr : stdout, frame);
  }

  #writeAll(fd: number, frame: Buffer): void {
    let written = 0;
    while (written < frame.length) {
      try {
        written += writeSync(fd, frame, written);
      } catch (error) {
        // A child process that inherited the descriptor may have made it non-blocking.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        Atomics.wait(this.#pause, 0, 0, 1);
      }
    }
  }
}
