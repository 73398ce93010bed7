import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { eachAtOnce } from '../lib/storage/each-at-once.js';
import type { Ended, Retention } from './store/retention.js';

/** What is kept of jobs that have ended. */
export const keepSchema = z.strictObject({
  /** Those that ended in the last so many days. */
  days: z.number().min(0).optional(),
  /** As many as their files fit into, the newest first; in GB. */
  gigabytes: z.number().min(0).optional(),
});

/** What is kept of jobs that have ended. */
export type Keep = Readonly<z.infer<typeof keepSchema>>;

/** What was removed. */
export const prunedSchema = z.object({ jobs: z.int(), workflows: z.int(), bytes: z.number() });

/** What was removed. */
export type Pruned = Readonly<z.infer<typeof prunedSchema>>;

/** Jobs and workflows that are forgotten in one transaction. */
const batch = 500;

/** Jobs whose files are removed at once. */
const atOnce = 8;

/** Seconds. */
const day = 24 * 3600;

/** Milliseconds. */
const hour = 3_600_000;

/** Where the files of jobs are. */
export interface JobFiles {
  /** The folders of a job; they may not exist. */
  folders(job: number): string[];
  /** Bytes of what it has elsewhere. */
  bucketBytes(job: number): number;
  /** Removes what it has elsewhere; to be called before its folders are removed. */
  removeFromBuckets(job: number): Promise<void>;
}

/** Files of what is old could not be removed. */
export class PruneError extends Error {
  override readonly name = 'PruneError';
  readonly code = 'prune';

  constructor(failed: number, all: number, cause: Error) {
    super(
      `${failed} of ${all} old jobs and workflows are kept, since not all of their files could be removed: ${cause.message}`,
      { cause },
    );
  }
}

/** Removes what is old: its files first, and then its record, so that no file is left that nobody knows. */
export class Pruner {
  #last: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly retention: Retention,
    private readonly files: JobFiles,
  ) {}

  /** Removes what is old now and every hour, as the settings say; nothing while they can't be read. */
  start(keep: () => Keep, trouble: (event: string, details: { error: string }) => void): void {
    const prune = async () => {
      try {
        const wanted = keep();
        if (wanted.days !== undefined || wanted.gigabytes !== undefined) await this.prune(wanted);
      } catch (error) {
        trouble('prune trouble', { error: (error as Error).message });
      }
    };
    void prune();
    this.#timer = setInterval(prune, hour).unref();
  }

  /** Removes nothing more. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  /** Removes all that is not to be kept. One call waits for the other. */
  prune(keep: Keep): Promise<Pruned> {
    const done = this.#last.then(() => this.#prune(keep));
    this.#last = done.catch(() => {});
    return done;
  }

  async #prune({ days, gigabytes }: Keep): Promise<Pruned> {
    const ended = this.#closed ? [] : this.retention.ended();
    const oldest = days === undefined ? Number.NEGATIVE_INFINITY : Date.now() / 1000 - days * day;
    const sizes = new Map<Ended, number>();
    let kept = 0;
    for (const each of ended.toReversed()) {
      if (this.#closed) break;
      const isOld = each.endTime < oldest;
      if (!isOld && gigabytes === undefined) continue;
      const size = await this.#size(each);
      kept += isOld ? 0 : size;
      if (isOld || kept > gigabytes! * 2 ** 30) sizes.set(each, size);
    }
    const going = [...sizes.keys()];
    const failed = new Map<Ended, Error>();
    const pruned = { jobs: 0, workflows: 0, bytes: 0 };
    for (let at = 0; at < going.length; at += batch) {
      const some = going.slice(at, at + batch);
      const all = some.flatMap(each => this.retention.jobsOf(each).map(job => ({ each, job })));
      await eachAtOnce(all, atOnce, undefined, ({ each, job }) =>
        this.#remove(job).catch(error => void failed.set(each, error)),
      );
      if (this.#closed) break;
      const gone = some.filter(each => !failed.has(each));
      this.retention.forget(gone);
      pruned.jobs += all.filter(({ each }) => !failed.has(each)).length;
      pruned.workflows += gone.filter(each => each.isWorkflow).length;
      for (const each of gone) pruned.bytes += sizes.get(each) ?? 0;
    }
    if (failed.size > 0) throw new PruneError(failed.size, going.length, [...failed.values()][0]!);
    return pruned;
  }

  async #remove(job: number): Promise<void> {
    await this.files.removeFromBuckets(job);
    for (const folder of this.files.folders(job)) await rm(folder, { recursive: true, force: true });
  }

  async #size(ended: Ended): Promise<number> {
    let sum = 0;
    for (const job of this.retention.jobsOf(ended)) {
      sum += this.files.bucketBytes(job);
      for (const folder of this.files.folders(job)) sum += await sizeOf(folder);
    }
    return sum;
  }
}

/** Bytes of the files below a folder; 0 when there is none. */
async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    sum += await stat(join(entry.parentPath, entry.name)).then(
      found => found.size,
      () => 0,
    );
  }
  return sum;
}
