import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** A part of an open file whose MD5 is wanted. */
export interface HashRequest {
  readonly id: number;
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** Its MD5, or why there is none. */
export interface HashReply {
  readonly id: number;
  readonly md5?: Uint8Array;
  readonly error?: string;
}

const memory = Buffer.allocUnsafeSlow(2 ** 20);

parentPort?.on('message', ({ id, file, start, end }: HashRequest) => {
  const hash = createHash('md5');
  try {
    for (let at = start; at < end; ) {
      const read = readSync(file, memory, 0, Math.min(memory.length, end - at), at);
      if (read === 0) throw new Error('the file ends too soon');
      hash.update(memory.subarray(0, read));
      at += read;
    }
    parentPort?.postMessage({ id, md5: hash.digest() } satisfies HashReply);
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).message } satisfies HashReply);
  }
});
