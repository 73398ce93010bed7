import { isFinal } from '../model/states.js';
import { type Button, buttonsHtml } from './controls/buttons.js';
import { hasSucceeded } from './job-outcome.js';
import type { JobView } from './job-view.js';

/** The buttons of a card: what a user may want next. */
export function jobButtons(view: JobView): string {
  return buttonsHtml(buttonsOf(view), view.buttons);
}

function buttonsOf({ job, detached, reused, confirming }: JobView): Button[] {
  const what = `job ${job.id}`;
  if (isFinal(job.status)) {
    const again = !hasSucceeded(job) || reused;
    return again ? [{ name: 'again', label: 'Run again', says: `Run ${what} again` }] : [];
  }
  if (confirming) {
    return [
      { name: 'keep', label: 'Keep', says: `Do not cancel ${what}` },
      { name: 'cancel-now', label: 'Really cancel', says: `Really cancel ${what}` },
    ];
  }
  return [
    ...(detached ? [{ name: 'follow', label: 'Follow', says: `Follow ${what} again` }] : []),
    { name: 'cancel', label: 'Cancel', says: `Cancel ${what}` },
  ];
}
