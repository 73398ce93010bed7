import { type FSWatcher, statSync, watch } from 'node:fs';
import type { JobFolder } from './job-folder.js';

/** At most five reports a second. */
const outputInterval = 200;

/**
 * Watches a running attempt: `changed` when its journal grew, `output` when its streams did. A change that the system
 * does not report (no watches left) is found by `check`.
 */
export class JobWatch {
  #watcher: FSWatcher | undefined;
  #begun = false;
  #timer: NodeJS.Timeout | undefined;
  #reported = '0 0';
  #lastReport = Number.NEGATIVE_INFINITY;
  #changing: NodeJS.Immediate | undefined;

  constructor(
    private readonly folder: JobFolder,
    private readonly changed: () => void,
    private readonly output: (stdout: number, stderr: number) => void,
  ) {}

  /** Begins to watch, if it has not: for a short job that takes too long. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    try {
      this.#watcher = watch(this.folder.root, { persistent: false }, (_, name) => {
        if (name === 'journal') this.#changedSoon();
        else if (name === 'stdout' || name === 'stderr') this.#outputSoon();
      });
      this.#watcher.on('error', () => {});
    } catch {
      this.#watcher = undefined;
    }
  }

  /** Looks at everything now. */
  check(): void {
    this.changed();
    if (this.#begun) this.#outputSoon();
  }

  /** Reports the streams' sizes if they changed since the last report. */
  report(): void {
    this.#lastReport = performance.now();
    const [stdout, stderr] = [sizeOf(this.folder.stdout), sizeOf(this.folder.stderr)];
    if (this.#reported === `${stdout} ${stderr}`) return;
    this.#reported = `${stdout} ${stderr}`;
    this.output(stdout, stderr);
  }

  /** Stops watching. */
  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#changing);
    this.#watcher?.close();
  }

  /** Lines that are written together are told together. */
  #changedSoon(): void {
    this.#changing ??= setImmediate(() => {
      this.#changing = undefined;
      this.changed();
    });
  }

  #outputSoon(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastReport + outputInterval - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.report();
    }, wait).unref();
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0; // a job may have closed its own folder
  }
}
