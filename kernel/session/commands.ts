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
  #rest: Buffer = Buffer.alloc(0);

  constructor(take: (command: SessionCommand) => void) {
    this.#take = take;
  }

  /** Takes the next bytes; commands may be split anywhere. */
  readonly push = (chunk: Buffer): void => {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    while (this.#rest.length >= lengthBytes) {
      const end = lengthBytes + this.#rest.readUInt32LE(0);
      if (this.#rest.length < end) return;
      const body = this.#rest.subarray(lengthBytes, end);
      this.#rest = this.#rest.subarray(end);
      this.#take(deserialize(body) as SessionCommand);
    }
  };
}
