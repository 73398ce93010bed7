import { writeSync } from 'node:fs';

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes the first `length` bytes; blocks while the reader can't take more. Nothing is written to what code has closed: the
 * kernel process notices that by itself.
 */
export function writeAll(fd: number, bytes: Uint8Array, length = bytes.length): void {
  let written = 0;
  while (written < length) {
    try {
      written += writeSync(fd, bytes, written, length - written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EBADF' || code === 'EPIPE') return;
      // A child process that inherited the descriptor may have made it non-blocking.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
