import type { OutputSizes } from '../../client/replies.js';
import { jobCard } from '../../display/job-card.js';
import type { JobView } from '../../display/job-view.js';
import type { MimeBundle } from '../../display/port.js';
import type { WaitOptions } from '../call-options.js';
import { cancelTracked } from '../cancel-tracked.js';
import { TrackedJob } from '../tracked-job.js';
import { StreamTail } from '../wait/stream-tail.js';
import { waitForEnd } from '../wait/wait-for-end.js';
import { cardsOfCell } from './cell-cards.js';
import { FollowedCard } from './followed-card.js';

/** The board that shows a card's job, with others, in place of the card. */
export interface CardBoard {
  changed(job: TrackedJob): void;
  /** Nobody follows the job any more. */
  left(job: TrackedJob): void;
}

/** The card of a job in the output of the cell that runs it: live while the job is followed, static else. */
export class LiveCard extends FollowedCard {
  #job: TrackedJob;
  #stdout: StreamTail;
  #board: CardBoard | undefined;

  /** @param place among the cards of its cell */
  constructor(
    job: TrackedJob,
    readonly place?: number,
  ) {
    super();
    this.#job = job;
    this.#stdout = new StreamTail(job, 'stdout');
  }

  get job(): TrackedJob {
    return this.#job;
  }

  /** Is shown by a board from now on. */
  fold(board: CardBoard): void {
    this.#board = board;
    this.display.stop();
  }

  /** Appears by itself, or on the board that the cell has for many. */
  protected override appear(): void {
    this.#board = cardsOfCell()?.add(this);
    if (!this.#board) super.appear();
  }

  protected override leave(): void {
    if (this.#board) this.#board.left(this.#job);
    else super.leave();
  }

  protected get ended(): boolean {
    return this.#job.ended;
  }

  protected bundle(): MimeBundle {
    return jobCard({
      job: this.#job.read,
      log: this.#stdout.text,
      now: Date.now() / 1000,
      kept: this.display.kept,
      buttons: this.buttons,
      ...this.notes,
    });
  }

  protected async untilEnded(options: WaitOptions): Promise<void> {
    // What it has printed before is not told of any more.
    if (this.#job.read.status === 'running') this.#output(undefined);
    await waitForEnd(this.#job, options, {
      onChange: () => this.#changed(),
      onOutput: sizes => this.#output(sizes),
    });
    await this.#job.refresh(); // the sizes of the outputs are in the detail form only
  }

  protected async finish(): Promise<void> {
    if (this.#board) return this.#board.left(this.#job);
    this.display.stop();
    const last = await staticCard(this.#job, { ...this.notes, buttons: this.display.buttons }, this.#stdout);
    // Other cards of the cell may have made a board of it meanwhile.
    if (!this.#board) this.display.end(last);
  }

  protected cancel(): Promise<void> {
    return cancelTracked(this.#job, () => this.#job.client.deleteJob(this.#job.id));
  }

  protected async again(): Promise<string> {
    const { client, id } = this.#job;
    const again = new TrackedJob(client, await client.job(await client.cloneJob(id)));
    this.#job = again;
    this.#stdout = new StreamTail(again, 'stdout');
    return `Job ${id} once more: await jobs.get(${again.id}) has it in any cell.`;
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
