import { appendFileSync, renameSync, statSync } from 'node:fs';

/** Bytes of the log before it is moved to `service.log.1`, which is replaced. */
const largest = 2 * 2 ** 20;

/** The service's log: a JSON object a line, at most two files of a bounded size. Callers give it no secrets. */
export class Log {
  #size: number;

  constructor(private readonly path: string) {
    this.#size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Adds a line: what happened, and its details. */
  write(event: string, details: Readonly<Record<string, unknown>> = {}): void {
    const line = `${JSON.stringify({ time: new Date().toISOString(), pid: process.pid, event, ...details })}\n`;
    try {
      if (this.#size + line.length > largest) {
        renameSync(this.path, `${this.path}.1`);
        this.#size = 0;
      }
      appendFileSync(this.path, line, { mode: 0o600 });
      this.#size += line.length;
    } catch {
      // A full disk must not end the service; jobs say it themselves.
    }
  }
}
