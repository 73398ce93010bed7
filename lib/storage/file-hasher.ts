import { Worker } from 'node:worker_threads';
import { moduleUrl } from '../model/package-root.js';
import type { HashReply, HashRequest } from './hash-thread.js';

/**
 * Adds up parts of a file in a thread: MD5 takes longer than loading a file does, and the kernel must answer meanwhile.
 * The thread starts with the first part, and ends with `close`.
 */
export class FileHasher {
  #worker: Worker | undefined;
  #count = 0;
  readonly #waiting = new Map<number, { resolve(md5: Buffer): void; reject(error: Error): void }>();

  /** @param file the descriptor of an open file */
  constructor(private readonly file: number) {}

  /** The MD5 of the bytes from `start` up to `end`. */
  md5(start: number, end: number): Promise<Buffer> {
    this.#worker ??= this.#start();
    this.#count += 1;
    const request: HashRequest = { id: this.#count, file: this.file, start, end };
    const done = new Promise<Buffer>((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
    });
    this.#worker.postMessage(request);
    return done;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(moduleUrl('lib/storage/hash-thread.js'));
    worker.on('message', ({ id, md5, error }: HashReply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (md5) waiting?.resolve(Buffer.from(md5));
      else waiting?.reject(new Error(error));
    });
    const fail = (error: Error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the thread that checks the file has ended')));
    return worker;
  }
}
