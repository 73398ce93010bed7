import { Buffer } from 'node:buffer';
import { deserialize, serialize } from 'node:v8';
import type { SessionCommand } from './events.js';

const lengthBytes = 4;

/** A command to the session process as bytes: its length, then V8's own serialization, which no cell can tamper with. */
export function encodeCommand(command: SessionCommand): Buffer {
  const body = serialize(command);
  const head = Buffer.allocUnsafe(lengthBytes);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** Splits what arrives in the session process into commands. */
export class CommandReader {
  readonly #take: (command: SessionCommand) => void;
  /** What has arrived and not been taken; put together only when there is a whole command in it, for one may be large. */
  #chunks: Buffer[] = [];
  #length = 0;
  /** How much it takes to go on. */
  #wanted = lengthBytes;

  constructor(take: (command: SessionCommand) => void) {
    this.#take = take;
  }

  /** Takes the next bytes; commands may be split anywhere. */
  readonly push = (chunk: Buffer): void => {
    this.#chunks[this.#chunks.length] = chunk;
    this.#length += chunk.length;
    while (this.#length >= this.#wanted) {
      const data = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : this.#chunks[0]!;
      const end = lengthBytes + data.readUInt32LE(0);
      const isWhole = data.length >= end;
      // Before the command is taken: an interrupt may unwind all of this.
      this.#keep(isWhole ? data.subarray(end) : data);
      if (isWhole) this.#take(deserialize(data.subarray(lengthBytes, end)) as SessionCommand);
    }
  };

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    this.#wanted = lengthBytes + (rest.length < lengthBytes ? 0 : rest.readUInt32LE(0));
  }
}
