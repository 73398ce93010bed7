import { displayPort } from '../display/front-end.js';
import { jobBoard } from '../display/job-board.js';
import { LiveDisplay } from './live-display.js';
import type { TrackedJob } from './tracked-job.js';

/** One display for many jobs, live while somebody waits for them. */
export class LiveBoard {
  readonly #started = Date.now() / 1000;
  readonly #display = new LiveDisplay(displayPort(), () => this.#bundle());

  constructor(private readonly jobs: readonly TrackedJob[]) {}

  /** Appears, and follows the clock from here on. */
  show(): void {
    this.#display.show();
  }

  /** The state of some job may have changed. */
  changed(): void {
    this.#display.changed();
  }

  /** Nobody waits any more: what has not ended goes on. */
  end(): void {
    this.#display.end(this.#bundle(true));
  }

  #bundle(over = false) {
    const jobs = this.jobs.map(job => job.read);
    return jobBoard({ jobs, started: this.#started, now: Date.now() / 1000, over });
  }
}
