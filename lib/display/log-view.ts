import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import { cardHtml } from './card.js';
import { escapeHtml } from './html.js';
import { jobOutcome } from './job-outcome.js';
import { toneOf } from './job-tally.js';
import { lastLines, plainLog } from './log-text.js';
import { code, phrasesText } from './phrases.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import { moment } from './words.js';

/** What a job prints, as it is followed. */
export interface LogView {
  readonly job: JobRead;
  readonly stream: 'stdout' | 'stderr';
  /** The text, or its end. */
  readonly log: string;
  /** The time of the view, in Unix seconds. */
  readonly now: number;
}

/** Lines of the end of the text that are shown. */
const lines = 200;

/** The end of what a job prints: the text first, as a terminal would show it, and what job it is of. */
export function logView({ job, stream, log, now }: LogView): MimeBundle {
  const text = lastLines(plainLog(log), lines, 40_000);
  const over = isFinal(job.status);
  const state = over ? jobOutcome(job) : job.status;
  const what = `${stream} of job ${job.id}`;
  const all = code(`await (await jobs.get(${job.id})).${stream}()`);
  const asOf = over ? '' : `as of ${moment(now)}; `;
  const phrases = [{ text: `${what} · ${asOf}` }, all, { text: ' has all of it' }];
  const name = job.name || 'job';
  const head = { label: `${what}, ${state}`, tone: toneOf(job), state, name, what: phrases };
  const html = cardHtml(head, [
    `<div class="tb-log tb-long"><div tabindex="0" role="log" aria-label="${what}"><pre>${text === '' ? '<span class="tb-soft">no output yet</span>' : escapeHtml(text)}</pre></div></div>`,
  ]);
  const line = `${state} ${name} · ${phrasesText(phrases)}`;
  return { 'text/html': styled(html), 'text/plain': text === '' ? line : `${line}\n${text}` };
}
