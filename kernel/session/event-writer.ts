import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';
import { TextEncoder } from 'node:util';
import { stringify } from './builtins.js';
import { encodeJson, headerLength, largestFrame, textKinds, textStart, writeHeader } from './event-frames.js';
import type { SessionEvent } from './events.js';
import { owners, TextBatch } from './text-batch.js';
import { writeAll } from './write-all.js';

/** The descriptor that events are written to. */
export const eventFd = 1;
const stderrFd = 2;
/** So many writes that follow each other closely go out one by one; more of them are gathered. */
const singleWrites = 16;
/** Writes that follow each other within this time are close, in milliseconds. */
const closeTime = 1;

/**
 * Writes events to the kernel process. It blocks while the kernel can't take more: a cell that prints without end is
 * slowed down, and neither process keeps what it could not send.
 *
 * #### Notes
 * Text goes out at once, so that it stays in order with what child processes and native code write; only in a burst it is
 * gathered into frames, which go out when full, when anything else is to be written, when the turn of the event loop ends, or
 * by the watching thread when this one is busy.
 */
export class EventWriter {
  /** What the watching thread shares. */
  readonly batch = new TextBatch(owners.printer);
  readonly #mark: Buffer;
  readonly #watch: () => void;
  readonly #encoder = new TextEncoder();
  #latest = 0;
  #close = 0;
  #flushesSoon = false;

  /** @param watch called when text has been gathered that nobody watches */
  constructor(mark: Buffer, watch: () => void) {
    this.#mark = mark;
    this.#watch = watch;
  }

  /** @throws TypeError when the event can't be written as JSON. */
  write(event: SessionEvent): void {
    this.writeJson(stringify(event), event.type === 'flushed' ? stderrFd : eventFd);
  }

  /** Writes an event that is JSON already. */
  writeJson(json: string, fd = eventFd): void {
    this.flush();
    const frames = encodeJson(this.#mark, Buffer.from(json));
    for (let index = 0; index < frames.length; index++) writeAll(fd, frames[index]!);
  }

  /** Writes what a cell has printed. */
  print(cell: number, name: 'stdout' | 'stderr', text: string): void {
    const now = performance.now();
    this.#close = now - this.#latest < closeTime ? this.#close + 1 : 0;
    this.#latest = now;
    const kind = textKinds[name];
    if (this.#close >= singleWrites && this.#gather(kind, cell, text)) return;
    this.flush();
    if (this.#close >= singleWrites && this.#gather(kind, cell, text)) return;
    this.#printNow(kind, cell, text);
  }

  /** Writes what has been gathered. */
  readonly flush = (): void => {
    this.batch.send(eventFd);
  };

  #gather(kind: number, cell: number, text: string): boolean {
    const isFirst = this.batch.isEmpty;
    if (!this.batch.add(this.#mark, kind, cell, text)) return false;
    if (isFirst && this.batch.watch()) this.#watch();
    // One for all: a loop that prints lets none of them run.
    if (!this.#flushesSoon) {
      this.#flushesSoon = true;
      setImmediate(() => {
        this.#flushesSoon = false;
        this.flush();
      });
    }
    return true;
  }

  #printNow(kind: number, cell: number, text: string): void {
    const room = largestFrame - textStart;
    const frame = Buffer.allocUnsafe(Math.min(largestFrame, textStart + text.length * 3));
    frame.writeUInt32LE(cell, headerLength);
    for (let at = 0; at < text.length; ) {
      // One unit more than there is room for: what is cut off must not be half of a character that was read.
      const { read, written } = this.#encoder.encodeInto(
        text.slice(at, at + room + 1),
        frame.subarray(textStart),
      );
      writeHeader(frame, this.#mark, kind, textStart - headerLength + written);
      writeAll(eventFd, frame, textStart + written);
      at += read;
    }
  }
}
