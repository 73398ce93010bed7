import type { OutputSizes } from '../client/replies.js';
import { displayPort } from '../display/front-end.js';
import { type JobView, jobCard } from '../display/job-card.js';
import type { MimeBundle } from '../display/port.js';
import { LiveDisplay } from './live-display.js';
import { StreamTail } from './stream-tail.js';
import type { TrackedJob } from './tracked-job.js';

type CardNotes = Pick<JobView, 'detached' | 'reused' | 'attached' | 'note'>;

/** The card of a job in the output of the cell that runs it: live while the job is, static at the end. */
export class LiveCard {
  readonly #display = new LiveDisplay(displayPort(), () => this.#bundle());
  readonly #stdout: StreamTail;
  #notes: CardNotes;

  constructor(
    private readonly job: TrackedJob,
    notes: CardNotes = {},
  ) {
    this.#notes = notes;
    this.#stdout = new StreamTail(job, 'stdout');
  }

  /** Appears, and follows the clock from here on. */
  show(): void {
    this.#display.show();
  }

  /** The state may have changed. */
  changed(): void {
    this.#display.changed();
  }

  /** There may be more output. */
  output(sizes: OutputSizes | undefined): void {
    // A read that fails is made up for by the next one, and by the last one at the end.
    this.#stdout.read(sizes).then(
      () => this.changed(),
      () => {},
    );
  }

  /** The last word: everything that the job printed is there, and stays. */
  async finish(notes: CardNotes = {}): Promise<void> {
    this.#display.stop();
    this.#notes = notes;
    this.#display.end(await staticCard(this.job, notes, this.#stdout));
  }

  /** Nobody waits any more; the job goes on. */
  detach(): void {
    this.#end({ detached: true });
  }

  /** The service is gone: this is what was known last. */
  lose(): void {
    this.#end({ note: 'The service does not answer any more. This is what it said last.' });
  }

  #end(notes: CardNotes): void {
    this.#notes = notes;
    this.#display.end(this.#bundle());
  }

  #bundle(): MimeBundle {
    return jobCard({ job: this.job.read, log: this.#stdout.text, now: Date.now() / 1000, ...this.#notes });
  }
}

/** A card that does not move, with the ends of both streams. */
export async function staticCard(
  job: TrackedJob,
  notes: CardNotes = {},
  stdout = new StreamTail(job, 'stdout'),
): Promise<MimeBundle> {
  const stderr = new StreamTail(job, 'stderr');
  await Promise.all([stdout.read(), ...(job.ended && !job.succeeded ? [stderr.read()] : [])]);
  return jobCard({
    job: job.read,
    log: stdout.text,
    errorLog: stderr.text,
    now: Date.now() / 1000,
    ...notes,
  });
}
