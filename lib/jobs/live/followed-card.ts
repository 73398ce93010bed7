import type { ButtonPlace } from '../../display/controls/buttons.js';
import type { JobView } from '../../display/job-view.js';
import type { MimeBundle } from '../../display/port.js';
import { DetachedError } from '../../errors/detached-error.js';
import type { WaitOptions } from '../call-options.js';
import { LiveDisplay } from './live-display.js';

/** What is said of a job or a workflow beside what the service says. */
export type CardNotes = Pick<JobView, 'detached' | 'reused' | 'attached' | 'confirming' | 'note'>;

/** The card of something that is followed to its end, and can be cancelled, followed again and run again by buttons. */
export abstract class FollowedCard {
  readonly display = new LiveDisplay(
    () => this.bundle(),
    name => void this.#press(name).catch((error: unknown) => this.#rest({ note: String(error) })),
  );
  protected notes: CardNotes = {};
  #followed = false;

  /** True while somebody waits. */
  get followed(): boolean {
    return this.#followed;
  }

  /** Where its buttons are. Between the end and its last words there are none: they would do nothing. */
  protected get buttons(): ButtonPlace | undefined {
    return this.#followed && this.ended ? undefined : this.display.buttons;
  }

  /** Appears. */
  show(notes: CardNotes = {}): void {
    this.notes = notes;
    this.#followed = true;
    this.appear();
  }

  /**
   * Follows until the end, and whatever happens shows how it stands then.
   * @param after what is to be said of what has ended
   * @throws {DetachedError | ServiceError}
   */
  async follow(options: WaitOptions, after: () => CardNotes = () => ({})): Promise<void> {
    try {
      await this.untilEnded(options);
    } catch (error) {
      const lost = { note: 'The service does not answer any more. This is what it said last.' };
      this.#rest(error instanceof DetachedError ? { detached: true } : lost);
      throw error;
    }
    this.#followed = false;
    this.notes = after();
    await this.finish();
  }

  /** Shows how it stands when nobody waits any more. */
  protected leave(): void {
    this.display.end(this.bundle());
  }

  protected appear(): void {
    this.display.show();
  }

  /** Whether what it is of has ended. */
  protected abstract get ended(): boolean;
  /** What is shown now. */
  protected abstract bundle(): MimeBundle;
  /** Resolves at the end, when all is known of it that cards show. */
  protected abstract untilEnded(options: WaitOptions): Promise<void>;
  /** Shows the end. */
  protected abstract finish(): Promise<void>;
  protected abstract cancel(): Promise<void>;
  /** Submits it once more and shows that from now on; returns a sentence about it. */
  protected abstract again(): Promise<string>;

  #rest(notes: CardNotes): void {
    this.#followed = false;
    this.notes = notes;
    this.leave();
  }

  /** Nobody awaits what a button does: whoever pressed it looks at the card. */
  async #press(name: string): Promise<void> {
    if (name === 'cancel' || name === 'keep') {
      this.notes = { ...this.notes, confirming: name === 'cancel' };
      this.display.refresh();
    } else if (name === 'cancel-now') {
      this.notes = { ...this.notes, confirming: false };
      await this.cancel();
      if (!this.#followed) await this.finish();
    } else if (!this.#followed && (name === 'follow' || name === 'again')) {
      this.#followed = true;
      this.notes = name === 'again' ? { note: await this.again() } : {};
      const { notes } = this;
      this.display.resume();
      await this.follow({}, () => notes).catch((error: unknown) => {
        if (!(error instanceof DetachedError)) throw error;
      });
    }
  }
}
