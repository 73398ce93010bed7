import { type ChildProcess, spawn } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { LanguageError } from '../errors.js';
import { nativeTypeScript } from '../native-typescript.js';

/** Kinds of message: our request, and what it is answered with. */
const kinds = { request: 1, response: 4, error: 5 } as const;

/** MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md): an array of three, and bytes with a length of 1, 2 or 4 bytes. */
const pack = { tuple: 0x93, bytes8: 0xc4, bytes16: 0xc5, bytes32: 0xc6 } as const;

interface Message {
  readonly kind: number;
  readonly payload: Buffer;
}

/**
 * TypeScript's native process (`tsc --api`), asked synchronously: requests are written to its standard input and read from its
 * standard output, a tuple of kind, method and JSON each.
 *
 * #### Notes
 * The package's own client of this protocol, `typescript/unstable/sync`, is not loaded because it takes longer than TypeScript
 * needs to start, and because it waits for every answer: here a request can be sent, something else done meanwhile, and the
 * answer taken later. The protocol is that of the pinned version.
 */
export class TypeScriptProcess {
  readonly #child: ChildProcess;
  readonly #input: number;
  readonly #output: number;
  #received: Buffer = Buffer.alloc(0);
  /** Requests whose answers have not been read, in their order; true for those that somebody will take. */
  readonly #asked: boolean[] = [];

  /** @throws LanguageError if the process can't be started */
  constructor(folder: string) {
    this.#child = spawn(nativeTypeScript(), ['--api', '--cwd', folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // Told by the next request.
    this.#child.on('error', () => {});
    if (this.#child.pid === undefined)
      throw new LanguageError('TypeScript’s native process can’t be started. Is the package whole?');
    this.#input = blocking(this.#child.stdin!);
    this.#output = blocking(this.#child.stdout!);
    this.#child.unref();
    this.send('initialize', null, false);
  }

  /** The process's id. */
  get pid(): number {
    return this.#child.pid!;
  }

  /**
   * Sends a request without waiting for its answer, which {@link TypeScriptProcess.take} reads.
   *
   * @param isTaken false if nobody wants the answer
   */
  send(method: string, params: unknown, isTaken = true): void {
    const body = JSON.stringify(params);
    const header = Buffer.from([pack.tuple, kinds.request, pack.bytes8, method.length]);
    const size = Buffer.allocUnsafe(5);
    const length = Buffer.byteLength(body);
    size[0] = pack.bytes32;
    size.writeUInt32BE(length, 1);
    this.#write(Buffer.concat([header, Buffer.from(method), size, Buffer.from(body)]));
    this.#asked.push(isTaken);
  }

  /**
   * The answer to the oldest request that has one to be taken; undefined where TypeScript has nothing to say.
   *
   * @throws LanguageError if TypeScript refused the request or has ended
   */
  take(): unknown {
    while (this.#asked.length) {
      const isTaken = this.#asked.shift();
      const { kind, payload } = this.#read();
      if (!isTaken) continue;
      if (kind === kinds.error) throw new LanguageError(`TypeScript refused: ${payload.toString()}`);
      return payload.length ? JSON.parse(payload.toString()) : undefined;
    }
    throw new LanguageError('Nothing was asked of TypeScript.');
  }

  /** Sends a request and waits for its answer. */
  ask(method: string, params: unknown): unknown {
    this.send(method, params);
    return this.take();
  }

  /** Ends the process: outright, or it complains on standard error, which is Jupyter's log. Idempotent. */
  close(): void {
    this.#child.kill('SIGKILL');
    this.#child.stdin!.destroy();
    this.#child.stdout!.destroy();
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#input, bytes, at);
  }

  #read(): Message {
    this.#fill(2);
    const kind = this.#received[1]!;
    const method = this.#bytes(2);
    const payload = this.#bytes(method.end);
    const message = { kind, payload: this.#received.subarray(payload.start, payload.end) };
    this.#received = this.#received.subarray(payload.end);
    return message;
  }

  /** Where the bytes are whose length stands at an offset. */
  #bytes(at: number): { start: number; end: number } {
    this.#fill(at + 1);
    const mark = this.#received[at]!;
    const width = { [pack.bytes8]: 1, [pack.bytes16]: 2, [pack.bytes32]: 4 }[mark];
    if (width === undefined) throw new LanguageError('TypeScript answered in a form that is not known.');
    const start = at + 1 + width;
    this.#fill(start);
    const end = start + this.#received.readUIntBE(at + 1, width);
    this.#fill(end);
    return { start, end };
  }

  /** Reads until there are so many bytes. */
  #fill(length: number): void {
    while (this.#received.length < length) {
      const chunk = Buffer.allocUnsafe(Math.max(65_536, length - this.#received.length));
      const count = readSync(this.#output, chunk);
      if (count === 0) throw new LanguageError('TypeScript’s native process has ended.');
      const read = chunk.subarray(0, count);
      this.#received = this.#received.length ? Buffer.concat([this.#received, read]) : read;
    }
  }
}

/** The descriptor of a child's pipe, for synchronous calls: Node itself must not read from it, nor wait for it. */
function blocking(stream: Readable | Writable): number {
  const { _handle: handle } = stream as unknown as {
    _handle: { fd: number; setBlocking(isBlocking: boolean): void; readStop(): void; unref(): void };
  };
  handle.readStop();
  handle.setBlocking(true);
  handle.unref();
  return handle.fd;
}
