import type { OutputSizes } from '../../client/replies.js';
import { jobCard } from '../../display/job-card.js';
import type { JobView } from '../../display/job-view.js';
import type { MimeBundle } from '../../display/port.js';
import { DetachedError } from '../../errors/detached-error.js';
import type { WaitOptions } from '../call-options.js';
import { cancelTracked } from '../cancel-tracked.js';
import { StreamTail } from '../stream-tail.js';
import { TrackedJob } from '../tracked-job.js';
import { waitForEnd } from '../wait-for-end.js';
import { cardsOfCell } from './cell-cards.js';
import { LiveDisplay } from './live-display.js';

/** What is said of a job beside what the service says. */
export type CardNotes = Pick<JobView, 'detached' | 'reused' | 'attached' | 'confirming' | 'note'>;

/** The board that shows a card's job, with others, in place of the card. */
export interface CardBoard {
  changed(job: TrackedJob): void;
  /** Nobody follows the job any more. */
  left(job: TrackedJob): void;
}

/** The card of a job in the output of the cell that runs it: live while the job is followed, static else. */
export class LiveCard {
  readonly display: LiveDisplay;
  #job: TrackedJob;
  #stdout: StreamTail;
  #notes: CardNotes = {};
  #board: CardBoard | undefined;
  #followed = false;

  constructor(job: TrackedJob) {
    this.#job = job;
    this.#stdout = new StreamTail(job, 'stdout');
    this.display = new LiveDisplay(
      () => this.#bundle(),
      name => void this.#press(name).catch((error: unknown) => this.#say({ note: String(error) })),
    );
  }

  get job(): TrackedJob {
    return this.#job;
  }

  /** True while somebody waits for the job. */
  get followed(): boolean {
    return this.#followed;
  }

  /** Appears, by itself or on the board that the cell has for many. */
  show(notes: CardNotes = {}): void {
    this.#notes = notes;
    this.#followed = true;
    this.#board = cardsOfCell()?.add(this);
    if (!this.#board) this.display.show();
  }

  /** Is shown by a board from now on. */
  fold(board: CardBoard): void {
    this.#board = board;
    this.display.stop();
  }

  /**
   * Follows the job until its end, and whatever happens shows how it stands then.
   * @param after what is to be said of a job that has ended
   * @throws as {@link waitForEnd}
   */
  async follow(options: WaitOptions, after: (job: TrackedJob) => CardNotes = () => ({})): Promise<void> {
    const job = this.#job;
    try {
      await waitForEnd(job, options, {
        onChange: () => this.#changed(),
        onOutput: sizes => this.#output(sizes),
      });
      await job.refresh(); // the sizes of the outputs are in the detail form only
    } catch (error) {
      const lost = { note: 'The service does not answer any more. This is what it said last.' };
      this.#say(error instanceof DetachedError ? { detached: true } : lost);
      throw error;
    }
    this.#followed = false;
    if (this.#board) return this.#board.left(job);
    this.display.stop();
    this.#notes = after(job);
    const last = await staticCard(job, { ...this.#notes, buttons: this.display.buttons }, this.#stdout);
    // Other cards of the cell may have made a board of it meanwhile.
    if (!this.#board) this.display.end(last);
  }

  #changed(): void {
    if (this.#board) this.#board.changed(this.#job);
    else this.display.changed();
  }

  #output(sizes: OutputSizes | undefined): void {
    if (this.#board) return;
    // A read that fails is made up for by the next one, and by the last one at the end.
    this.#stdout.read(sizes).then(
      () => this.#changed(),
      () => {},
    );
  }

  /** Shows how the job stands, and stops to follow. */
  #say(notes: CardNotes): void {
    this.#followed = false;
    this.#notes = notes;
    if (this.#board) this.#board.left(this.#job);
    else this.display.end(this.#bundle());
  }

  async #press(name: string): Promise<void> {
    if (name === 'cancel' || name === 'keep') {
      this.#notes = { ...this.#notes, confirming: name === 'cancel' };
      this.display.refresh();
    } else if (name === 'cancel-now') {
      await cancelTracked(this.#job, () => this.#job.client.deleteJob(this.#job.id));
      if (!this.#followed) this.#say({});
    } else if (name === 'follow') {
      await this.#followAgain({});
    } else if (name === 'again') {
      const { client, id } = this.#job;
      const again = new TrackedJob(client, await client.job(await client.cloneJob(id)));
      this.#job = again;
      this.#stdout = new StreamTail(again, 'stdout');
      await this.#followAgain({
        note: `Job ${id} once more: await jobs.get(${again.id}) has it in any cell.`,
      });
    }
  }

  /** Nobody awaits this: whoever pressed looks at the card. */
  async #followAgain(notes: CardNotes): Promise<void> {
    if (this.#followed) return;
    this.#followed = true;
    this.#notes = notes;
    this.display.resume();
    await this.follow({}, () => notes).catch((error: unknown) => {
      if (!(error instanceof DetachedError)) throw error;
    });
  }

  #bundle(): MimeBundle {
    return jobCard({
      job: this.#job.read,
      log: this.#stdout.text,
      now: Date.now() / 1000,
      kept: this.display.kept,
      buttons: this.display.buttons,
      ...this.#notes,
    });
  }
}

/** A card that does not move, with the ends of both streams. */
export async function staticCard(
  job: TrackedJob,
  view: Partial<JobView> = {},
  stdout = new StreamTail(job, 'stdout'),
): Promise<MimeBundle> {
  const stderr = new StreamTail(job, 'stderr');
  await Promise.all([stdout.read(), ...(job.ended && !job.succeeded ? [stderr.read()] : [])]);
  return jobCard({
    job: job.read,
    log: stdout.text,
    errorLog: stderr.text,
    now: Date.now() / 1000,
    ...view,
  });
}
