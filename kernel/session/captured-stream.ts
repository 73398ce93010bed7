import { Buffer } from 'node:buffer';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { ownProcess } from './builtins.js';

/**
 * Stands in for process.stdout or process.stderr and hands over each write at once, while the code that wrote is
 * still on the stack: only then is it known which cell that code belongs to.
 */
export class CapturedStream extends Writable {
  readonly fd: number;
  readonly isTTY = false;
  readonly #take: (text: string) => void;
  readonly #decoder = new StringDecoder('utf8');

  constructor(fd: 1 | 2, take: (text: string) => void) {
    super({ decodeStrings: false });
    this.fd = fd;
    this.#take = take;
  }

  override write(
    chunk: unknown,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void,
  ): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    this.#take(this.#text(chunk, typeof encoding === 'string' ? encoding : 'utf8'));
    if (done) ownProcess.nextTick(done);
    return true;
  }

  /** The output of a session has no end: a pipe into it that ends must not close it. */
  override end(...args: unknown[]): this {
    const [chunk] = args;
    if (chunk !== undefined && typeof chunk !== 'function') this.write(chunk);
    const callback = args.find(arg => typeof arg === 'function');
    if (callback) ownProcess.nextTick(callback as () => void);
    return this;
  }

  override destroy(): this {
    return this;
  }

  #text(chunk: unknown, encoding: BufferEncoding): string {
    if (typeof chunk === 'string') {
      const isText = encoding === 'utf8' || encoding === 'utf-8';
      return isText ? chunk : this.#decoder.write(Buffer.from(chunk, encoding));
    }
    if (chunk instanceof Uint8Array) return this.#decoder.write(Buffer.from(chunk));
    throw new TypeError('Only a string, a Buffer or a Uint8Array can be written to the output');
  }
}
