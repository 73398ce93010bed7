import { jobBoard, named } from '../../display/job-board.js';
import { JobTally } from '../../display/job-tally.js';
import type { MimeBundle } from '../../display/port.js';
import type { TrackedJob } from '../tracked-job.js';
import { lastLine } from './last-line.js';
import { LiveDisplay } from './live-display.js';
import { Speed } from './speed.js';

/** How a board comes to be. */
export interface BoardOptions {
  /** It shows the cards of a cell: run again, the cell attaches to their jobs. */
  readonly folded?: boolean;
  /** The id of the display whose place it takes. */
  readonly place?: string;
}

/** One display for many jobs, live while somebody waits for them. */
export class LiveBoard {
  readonly #jobs: TrackedJob[] = [];
  readonly #places = new Map<TrackedJob, number>();
  readonly #followed = new Set<TrackedJob>();
  readonly #tally = new JobTally();
  readonly #speed = new Speed({ span: 30, least: 0.5 });
  readonly #lastLines = new Map<number, string>();
  readonly #display: LiveDisplay;
  readonly #attaches: boolean;
  readonly #started = Date.now() / 1000;
  #confirming = false;

  constructor(jobs: Iterable<TrackedJob>, { folded = false, place }: BoardOptions = {}) {
    this.#attaches = folded;
    this.#display = new LiveDisplay(
      () => this.#bundle(),
      name => void this.#press(name),
      place,
    );
    for (const job of jobs) this.add(job);
    this.#speed.sample(this.#tally.ended, this.#started);
  }

  /** Appears, and follows the clock from here on. */
  show(): void {
    this.#display.show();
  }

  /**
   * Shows one more job.
   * @param place in the order of the jobs; by default behind those that are there
   */
  add(job: TrackedJob, followed = true, place = this.#jobs.length): void {
    this.#places.set(job, place);
    this.#jobs.push(job);
    if (followed) this.#followed.add(job);
    this.changed(job);
    if (followed && this.#followed.size === 1) this.#display.resume();
  }

  /** The state of a job may be another. */
  changed(job: TrackedJob): void {
    this.#tally.set(this.#places.get(job)!, job.read);
    this.#display.changed();
  }

  /** Nobody waits for a job any more. */
  left(job: TrackedJob): void {
    this.changed(job);
    this.#followed.delete(job);
    if (this.#followed.size === 0) this.end();
  }

  /** Nobody waits any more: what has not ended goes on. */
  end(): void {
    this.#followed.clear();
    this.#display.end(this.#bundle());
  }

  /** Reads what the failed jobs that are named have said last, and shows it. */
  async #readFailures(): Promise<void> {
    const unread = this.#tally.failed(named).filter(({ id }) => !this.#lastLines.has(id));
    if (unread.length === 0) return;
    for (const { id } of unread) this.#lastLines.set(id, '');
    await Promise.all(
      unread.map(async ({ id }) => {
        this.#lastLines.set(id, await lastLine(this.#jobs.find(job => job.id === id)!));
      }),
    );
    this.#display.refresh();
  }

  async #press(name: string): Promise<void> {
    this.#confirming = name === 'cancel';
    this.#display.refresh();
    if (name !== 'cancel-now') return;
    const active = this.#jobs.filter(job => !job.ended);
    // Some may have ended meanwhile.
    await active[0]?.client.deleteJobs(active.map(job => job.id)).catch(() => {});
  }

  #bundle(): MimeBundle {
    const now = Date.now() / 1000;
    this.#speed.sample(this.#tally.ended, now);
    void this.#readFailures();
    return jobBoard({
      tally: this.#tally,
      started: this.#started,
      now,
      speed: this.#speed.at(this.#tally.ended, now),
      lastLines: this.#lastLines,
      over: this.#followed.size === 0,
      attaches: this.#attaches,
      kept: this.#display.kept,
      buttons: this.#display.buttons,
      confirming: this.#confirming,
    });
  }
}
