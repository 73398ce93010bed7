import { isFinal } from '../model/states.js';
import { buttonsHtml, cancelButtons } from './controls/buttons.js';
import { hasSucceeded } from './job-outcome.js';
import type { JobView } from './job-view.js';

/** The buttons of a card: what a user may want next. */
export function jobButtons({ job, detached, reused, confirming, buttons }: JobView): string {
  const what = `job ${job.id}`;
  if (!isFinal(job.status)) return buttonsHtml(cancelButtons(what, { detached, confirming }), buttons);
  const again = !hasSucceeded(job) || reused;
  return again
    ? buttonsHtml([{ name: 'again', label: 'Run again', says: `Run ${what} again` }], buttons)
    : '';
}
