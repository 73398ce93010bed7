import { setTimeout as delay } from 'node:timers/promises';

/** What a send queue needs of a socket. */
export interface FrameSink {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * Sends one multipart message after the other, in the order of the calls: a ZeroMQ socket takes one send at a time.
 */
export class SendQueue {
  readonly #sink: FrameSink;
  readonly #failed: (error: Error) => void;
  readonly #waiting: Uint8Array[][] = [];
  #bytes = 0;
  #pump: Promise<void> | undefined;
  #drained: (() => void)[] = [];

  /** @param failed called when a message can't be sent: the socket is closed; the next is tried all the same */
  constructor(sink: FrameSink, failed: (error: Error) => void) {
    this.#sink = sink;
    this.#failed = failed;
  }

  /** Bytes that have been pushed and not yet been handed to ZeroMQ. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Sends a message after those that were pushed before. */
  push(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#bytes += size(frames);
    this.#pump ??= this.#run();
  }

  /** Resolves when all that was pushed has been handed to ZeroMQ. */
  drained(): Promise<void> {
    if (!this.#pump) return Promise.resolve();
    return new Promise(resolve => this.#drained.push(resolve));
  }

  async #run(): Promise<void> {
    for (let frames = this.#waiting.shift(); frames; frames = this.#waiting.shift()) {
      try {
        await this.#sink.send(frames);
      } catch (error) {
        this.#failed(error as Error);
      }
      this.#bytes -= size(frames);
    }
    this.#pump = undefined;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

function size(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, frame) => sum + frame.byteLength, 0);
}

/**
 * Publishes without losing messages to a subscriber that is slow, and without waiting for ever for one that has
 * stopped reading: after `patience` milliseconds, subscribers lose what they do not take in time.
 *
 * @param socket an XPUB socket with `noDrop`: its send fails with EAGAIN while a subscriber's queue is full.
 */
export function patientSink(socket: FrameSink & { noDrop: boolean }, patience: number): FrameSink {
  return {
    async send(frames) {
      const deadline = performance.now() + patience;
      for (;;) {
        try {
          await socket.send(frames);
          return;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        }
        if (performance.now() > deadline) socket.noDrop = false;
        else await delay(2);
      }
    },
  };
}
