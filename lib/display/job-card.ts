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
  return { 'text/html': styled(cardHtml(facts, view)), 'text/plain': cardText(facts) };
}

function cardHtml(facts: JobFacts, view: JobView): string {
  return [
    `<section class="tb tb-card${facts.live ? ' tb-running' : ''}" aria-label="Job ${view.job.id}, ${escapeHtml(facts.state)}">`,
    headHtml(facts, view),
    facts.live ? barHtml(facts.progress) : '',
    facts.reason === undefined ? '' : `<div class="tb-row">${escapeHtml(facts.reason)}</div>`,
    logHtml(facts),
    facts.facts.length > 0
      ? `<div class="tb-row tb-facts">${facts.facts.map(fact => `<span>${escapeHtml(fact)}</span>`).join(' ')}</div>`
      : '',
    byHandHtml(facts.byHand, view.buttons),
    ...facts.advice.map(phrases => `<div class="tb-row tb-soft">${phrasesHtml(phrases)}</div>`),
    '</section>',
  ]
    .filter(part => part !== '')
    .join('\n');
}

function headHtml(facts: JobFacts, view: JobView): string {
  return [
    `<div class="tb-head"><span class="tb-state ${facts.tone}">${escapeHtml(facts.state)}</span>`,
    `<span class="tb-name">${escapeHtml(facts.name)}</span>`,
    `<span class="tb-what tb-soft" title="${escapeHtml(phrasesText(facts.what))}">${phrasesHtml(facts.what)}</span>`,
    `<span class="tb-right">${escapeHtml(facts.right)}</span>${jobButtons(view)}</div>`,
  ].join(' ');
}

function barHtml(progress: number | undefined): string {
  if (progress === undefined) return '<div class="tb-bar"></div>';
  const percent = Math.round(progress * 1000) / 10;
  return `<div class="tb-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${percent}"><div style="width:${percent}%"></div></div>`;
}

/** The log of a running job follows its end; that of a failed one is open, that of a good one folded to its last line. */
function logHtml({ log, live, tone }: JobFacts): string {
  const text = log === '' ? '<span class="tb-soft">no output yet</span>' : escapeHtml(log);
  if (live) return `<div class="tb-log"><div><pre>${text}</pre></div></div>`;
  if (log === '') return '';
  const box = `<div class="tb-log"><div><pre>${text}</pre></div></div>`;
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
