import { apart, barHtml, cardHtml } from './card.js';
import { byHandHtml } from './controls/buttons.js';
import { escapeHtml } from './html.js';
import { jobButtons } from './job-buttons.js';
import { type JobFacts, jobFacts } from './job-facts.js';
import type { JobView } from './job-view.js';
import { phrasesHtml, phrasesText } from './phrases.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';

/** The card of one job: its state and what a user acts on first, then its log. Everything that came from the job is escaped. */
export function jobCard(view: JobView): MimeBundle {
  const facts = jobFacts(view);
  return { 'text/html': styled(jobHtml(facts, view)), 'text/plain': cardText(facts) };
}

function jobHtml(facts: JobFacts, view: JobView): string {
  const head = {
    label: `Job ${view.job.id}, ${facts.state}`,
    tone: facts.tone,
    state: facts.state,
    name: facts.name,
    what: facts.what,
    title: phrasesText(facts.what),
    right: facts.right,
    buttons: jobButtons(view),
    running: facts.live,
  };
  return cardHtml(head, [
    facts.live ? liveBar(facts.progress) : '',
    facts.reason === undefined ? '' : `<div class="tb-row">${escapeHtml(facts.reason)}</div>`,
    logHtml(facts),
    facts.facts.length > 0
      ? `<div class="tb-row tb-facts">${facts.facts.map(fact => `<span>${escapeHtml(fact)}</span>`).join(apart)}</div>`
      : '',
    byHandHtml(facts.byHand, view.buttons),
    ...facts.advice.map(phrases => `<div class="tb-row tb-soft">${phrasesHtml(phrases)}</div>`),
  ]);
}

/** The bar of a running job; an empty one keeps the height where nothing is known. */
function liveBar(progress: number | undefined): string {
  return progress === undefined ? '<div class="tb-bar"></div>' : barHtml(progress);
}

/** The log of a running job follows its end; that of a failed one is open, that of a good one folded to its last line. */
function logHtml({ log, live, tone }: JobFacts): string {
  const text = log === '' ? '<span class="tb-soft">no output yet</span>' : escapeHtml(log);
  if (live) return `<div class="tb-log"><div><pre>${text}</pre></div></div>`;
  if (log === '') return '';
  const box = `<div class="tb-log"><div tabindex="0" role="group" aria-label="output"><pre>${text}</pre></div></div>`;
  if (tone === 'bad') return box;
  const last = log.slice(log.lastIndexOf('\n') + 1).trim();
  return `<details><summary>output <code>${escapeHtml(last)}</code></summary>${box}</details>`;
}

/** Lines of standard error that the text of a failed job has. */
const textLines = 10;

function cardText(facts: JobFacts): string {
  const what = phrasesText(facts.what);
  // A command may be long: whoever cuts the line of a running job off keeps what moves.
  const rest = facts.tone === 'run' ? [facts.right, what] : [what, facts.right];
  const head = [`${facts.state} ${facts.name}`, ...rest];
  return [
    head.filter(part => part !== '').join(' · '),
    facts.reason ?? '',
    facts.tone === 'bad' ? facts.log.split('\n').slice(-textLines).join('\n') : '',
    facts.facts.join(' · '),
    phrasesText(facts.byHand),
    ...facts.advice.map(phrasesText),
  ]
    .filter(line => line !== '')
    .join('\n');
}
