import { DetachedError } from '../errors/detached-error.js';
import type { RunOptions } from './call-options.js';
import { jobFailure } from './job-failure.js';
import { LiveCard } from './live-card.js';
import type { TrackedJob } from './tracked-job.js';
import { waitForEnd } from './wait-for-end.js';

/** Shows the card of a submitted job until its end. @throws {JobFailedError | DetachedError | ServiceError} */
export async function followToEnd(job: TrackedJob, options: RunOptions, reused: boolean): Promise<void> {
  const card = new LiveCard(job);
  card.show();
  try {
    await waitForEnd(job, options, {
      onChange: () => card.changed(),
      onOutput: sizes => card.output(sizes),
    });
    await job.refresh(); // the sizes of the outputs are in the detail form only
  } catch (error) {
    if (error instanceof DetachedError) card.detach();
    else card.lose();
    throw error;
  }
  const tolerated = job.read.status === 'completed' && ignoresTaskFailures(job);
  const note =
    tolerated && !job.succeeded ? 'A task failed; the policy ignoreTaskFailures lets it pass.' : undefined;
  await card.finish({ reused, note });
  if (!job.succeeded && !tolerated && options.check !== false) throw await jobFailure(job);
}

function ignoresTaskFailures(job: TrackedJob): boolean {
  const policies = job.read['policies'] as { ignoreTaskFailures?: boolean } | undefined;
  return policies?.ignoreTaskFailures === true;
}
