import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDiskFull } from './executors/disk-space.js';

/** Bytes. Enough to store the ends of some thousand jobs. */
const size = 2 ** 20;

/** Disk space that is held back, so that the end of a job that filled the disk can still be stored. */
export class Reserve {
  #held = false;

  constructor(private readonly path: string) {}

  /** True while there is room for jobs. */
  hasRoom(): boolean {
    return !isDiskFull(dirname(this.path));
  }

  /** Holds the space, if there is any. */
  take(): void {
    if (this.#held) return;
    try {
      writeFileSync(this.path, Buffer.alloc(size), { mode: 0o600 });
      this.#held = true;
    } catch {
      // A part of it would be of no use.
      this.release();
    }
  }

  /** Gives the space to who writes next. */
  release(): void {
    this.#held = false;
    try {
      rmSync(this.path, { force: true });
    } catch {
      // The disk became read-only, and there is no space to give.
    }
  }
}
