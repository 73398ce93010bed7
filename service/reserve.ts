import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Bytes. Enough to store the ends of some thousand jobs. */
const size = 2 ** 20;

/** Disk space that is held back, so that the end of a job that filled the disk can still be stored. */
export class Reserve {
  constructor(private readonly path: string) {
    this.take();
  }

  /** Holds the space, if there is any. */
  take(): void {
    if (existsSync(this.path)) return;
    try {
      writeFileSync(this.path, Buffer.alloc(size), { mode: 0o600 });
    } catch {
      // A part of it would be of no use.
      this.release();
    }
  }

  /** Gives the space to who writes next. */
  release(): void {
    try {
      rmSync(this.path, { force: true });
    } catch {
      // The disk became read-only, and there is no space to give.
    }
  }
}
