import { contentLabel } from '../model/submission-label.js';
import type { RunOptions } from './call-options.js';
import type { Job } from './job.js';
import { cardsOfCell } from './live/cell-cards.js';
import { LiveCard } from './live/live-card.js';
import { type FoundJob, submitOnce } from './submit/submit-once.js';
import type { TrackedJob } from './tracked-job.js';
import { jobFailure } from './wait/job-failure.js';

/**
 * The job that run() waits for. One that create() or another client submitted has no label to be found by: while it
 * is unchanged and active or has succeeded, it is `own`.
 */
export function jobToFollow(
  job: Job,
  options: RunOptions,
  own: TrackedJob | undefined,
): Promise<FoundJob> | FoundJob {
  const labelled = own?.read.labels?.[contentLabel] !== undefined;
  const usable = own && !labelled && (!own.ended || own.succeeded);
  if (usable && !options.fresh) return { job: own, found: true };
  return submitOnce(job.toJSON(), job.replicate, options);
}

/** The place of the next job among those that the cell runs; undefined outside of cells. */
export function placeInCell(): number | undefined {
  return cardsOfCell()?.nextPlace();
}

/**
 * Shows the card of a submitted job until its end.
 * @param found it was there before: it is attached to, or its result is used again
 * @param place as {@link placeInCell} gave it before the job was submitted
 * @throws {JobFailedError | DetachedError | ServiceError}
 */
export async function followToEnd(
  job: TrackedJob,
  options: RunOptions,
  found: boolean,
  place?: number,
): Promise<void> {
  const origin = { reused: found && job.ended, attached: found && !job.ended };
  const card = new LiveCard(job, place);
  card.show(origin);
  await card.follow(options, () => ({
    ...origin,
    note:
      isTolerated(job) && !job.succeeded
        ? 'A task failed; the policy ignoreTaskFailures lets it pass.'
        : undefined,
  }));
  if (!job.succeeded && !isTolerated(job) && options.check !== false) throw await jobFailure(job);
}

function isTolerated(job: TrackedJob): boolean {
  return job.read.status === 'completed' && ignoresTaskFailures(job);
}

function ignoresTaskFailures(job: TrackedJob): boolean {
  const policies = job.read['policies'] as { ignoreTaskFailures?: boolean } | undefined;
  return policies?.ignoreTaskFailures === true;
}
