import type { JobRead } from '../model/job-read.js';
import type { ButtonPlace } from './controls/buttons.js';

/** A job as a card shows it. */
export interface JobView {
  readonly job: JobRead;
  /** Standard output, or its end. */
  readonly log?: string | undefined;
  /** Standard error, or its end. */
  readonly errorLog?: string | undefined;
  /** The time of the view, in Unix seconds, like the times of the job. */
  readonly now: number;
  /** The cell follows the job no longer; the job goes on. */
  readonly detached?: boolean | undefined;
  /** The result of an earlier run with the same inputs is used again. */
  readonly reused?: boolean | undefined;
  /** The cell follows a job that an earlier run of the same has submitted. */
  readonly attached?: boolean | undefined;
  /** The view is kept in a notebook: one that is not final says when it was so, and how to follow the job again. */
  readonly kept?: boolean | undefined;
  /** Where its buttons are, if a page can reach who shows it. */
  readonly buttons?: ButtonPlace | undefined;
  /** The user asked to cancel it, and is asked whether that is meant. */
  readonly confirming?: boolean | undefined;
  /** One more sentence for the user: a warning, how a job was found. */
  readonly note?: string | undefined;
}
