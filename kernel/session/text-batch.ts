import { Buffer } from 'node:buffer';
import { headerLength, largestFrame, textStart, writeHeader } from './event-frames.js';
import { writeAll } from './write-all.js';

/** Where the threads that share a batch keep who works on it, how long it is and whether it is watched. */
const fields = { owner: 0, length: 1, watched: 2 } as const;
const nobody = 0;

/** A thread that may work on a batch. */
export const owners = { printer: 1, watcher: 2 } as const;

/**
 * One frame of text that is being gathered, in memory which two threads share: the one that prints may be busy for long
 * with what is not printing, so the other sends what has been lying here.
 */
export class TextBatch {
  /** Hands the batch to another thread. */
  readonly memory: SharedArrayBuffer;
  readonly #owner: number;
  readonly #fields: Int32Array;
  readonly #frame: Buffer;
  #kind = 0;
  #cell = -1;

  /** @param owner the thread that uses this object */
  constructor(owner: number, memory = new SharedArrayBuffer(16 + largestFrame)) {
    this.memory = memory;
    this.#owner = owner;
    this.#fields = new Int32Array(memory, 0, 3);
    this.#frame = Buffer.from(memory, 16);
  }

  /** True if there is nothing to send. */
  get isEmpty(): boolean {
    return Atomics.load(this.#fields, fields.length) === 0;
  }

  /** Adds text if it belongs with what is there and has room. */
  add(mark: Buffer, kind: number, cell: number, text: string): boolean {
    // A UTF-16 unit takes three bytes at most.
    if (text.length * 3 > largestFrame - textStart) return false;
    this.#lock();
    try {
      const length = Atomics.load(this.#fields, fields.length);
      if (length > 0 && (this.#kind !== kind || this.#cell !== cell)) return false;
      const start = length || textStart;
      if (start + text.length * 3 > largestFrame) return false;
      const end = start + this.#frame.write(text, start);
      if (length === 0) {
        this.#kind = kind;
        this.#cell = cell;
        this.#frame.writeUInt32LE(cell, headerLength);
      }
      writeHeader(this.#frame, mark, kind, end - headerLength);
      Atomics.store(this.#fields, fields.length, end);
      return true;
    } finally {
      this.#release();
    }
  }

  /** Sends what is there. */
  send(fd: number): void {
    if (this.isEmpty) return;
    this.#lock();
    this.#send(fd);
  }

  /** Sends what is there, unless the other thread is at it. */
  trySend(fd: number): void {
    if (Atomics.compareExchange(this.#fields, fields.owner, nobody, this.#owner) === nobody) this.#send(fd);
  }

  /** True if the batch was not watched before: whoever watches it is to be told. */
  watch(): boolean {
    return Atomics.exchange(this.#fields, fields.watched, 1) === 0;
  }

  /** Ends the watch; returns false if it has to go on. */
  unwatch(): boolean {
    Atomics.store(this.#fields, fields.watched, 0);
    return this.isEmpty || !this.watch();
  }

  #lock(): void {
    for (;;) {
      const owner = Atomics.compareExchange(this.#fields, fields.owner, nobody, this.#owner);
      // This thread's own lock is left over from code that an interrupt has stopped.
      if (owner === nobody || owner === this.#owner) return;
      Atomics.wait(this.#fields, fields.owner, owner, 1);
    }
  }

  #send(fd: number): void {
    try {
      const length = Atomics.load(this.#fields, fields.length);
      if (length === 0) return;
      writeAll(fd, this.#frame, length);
      Atomics.store(this.#fields, fields.length, 0);
    } finally {
      this.#release();
    }
  }

  #release(): void {
    Atomics.compareExchange(this.#fields, fields.owner, this.#owner, nobody);
  }
}
