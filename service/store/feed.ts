import type { JobRecord } from './job-record.js';

/** Sizes of a job's streams, in bytes. */
export interface OutputSizes {
  readonly id: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** Who watches jobs. Called at once, in the order things happened. */
export interface FeedListener {
  job(record: JobRecord): void;
  output(sizes: OutputSizes): void;
}

/** Tells what happens to jobs to those who asked for them, after it is stored. */
export class Feed {
  readonly #listeners = new Map<number, Set<FeedListener>>();

  /** Hears of the jobs in `ids` until the returned function is called. */
  subscribe(ids: readonly number[], listener: FeedListener): () => void {
    for (const id of ids) {
      const known = this.#listeners.get(id) ?? new Set();
      this.#listeners.set(id, known.add(listener));
    }
    return () => {
      for (const id of ids) {
        const known = this.#listeners.get(id);
        known?.delete(listener);
        if (known?.size === 0) this.#listeners.delete(id);
      }
    };
  }

  /** Tells of a change of a job. */
  job(record: JobRecord): void {
    for (const listener of this.#listeners.get(record.id) ?? []) listener.job(record);
  }

  /** Tells that the streams of a job grew. */
  output(sizes: OutputSizes): void {
    for (const listener of this.#listeners.get(sizes.id) ?? []) listener.output(sizes);
  }
}
