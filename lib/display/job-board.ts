import type { JobRead } from '../model/job-read.js';
import { barHtml, cardHtml } from './card.js';
import { type ButtonPlace, buttonsHtml, byHandHtml } from './controls/buttons.js';
import { escapeHtml } from './html.js';
import { howFailed } from './job-outcome.js';
import type { JobTally } from './job-tally.js';
import { code, type Phrase, phrasesText } from './phrases.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import type { Tone } from './tone.js';
import { duration, moment, plural, rate } from './words.js';

/** Many jobs as a board shows them. */
export interface BoardView {
  readonly tally: JobTally;
  /** When the watching began, in Unix seconds. */
  readonly started: number;
  /** The time of the view, in Unix seconds. */
  readonly now: number;
  /** Jobs that ended lately, in each second; undefined where that is not known yet. */
  readonly speed?: number | undefined;
  /** The last lines of failed jobs, by their id. */
  readonly lastLines?: ReadonlyMap<number, string> | undefined;
  /** Nobody waits any more: jobs that have not ended go on. */
  readonly over?: boolean | undefined;
  /** The cell attaches to its jobs when it is run again. */
  readonly attaches?: boolean | undefined;
  /** As of a card. */
  readonly kept?: boolean | undefined;
  readonly buttons?: ButtonPlace | undefined;
  readonly confirming?: boolean | undefined;
}

/** Squares of a board, at most: with more jobs each stands for several. */
const squares = 240;
/** Failed jobs that a board names. */
export const named = 5;

/** One board for many jobs: counts, a square for each, and what failed. Its size does not depend on their number. */
export function jobBoard(view: BoardView): MimeBundle {
  const facts = factsOf(view);
  return { 'text/html': styled(boardHtml(view, facts)), 'text/plain': boardText(facts) };
}

interface BoardFacts {
  readonly live: boolean;
  readonly state: string;
  readonly tone: Tone;
  readonly what: string;
  readonly right: string;
  readonly failures: readonly Failure[];
  /** Failed jobs that are not named. */
  readonly others: number;
  readonly byHand: readonly Phrase[];
}

interface Failure {
  readonly what: string;
  readonly how: string;
  readonly id: number;
}

function factsOf(view: BoardView): BoardFacts {
  const { tally, now, over = false } = view;
  const { total, ended } = tally;
  const [running, waiting, failed, deleted] = (['run', 'wait', 'bad', 'off'] as const).map(tone =>
    tally.count(tone),
  ) as [number, number, number, number];
  const live = ended < total && !over;
  const what = [
    live
      ? ''
      : ended === total
        ? plural(total, 'job')
        : `${ended} of ${plural(total, 'job')} ended, the others go on`,
    live && running > 0 ? `${running} running` : '',
    live && waiting > 0 ? `${waiting} queued` : '',
    live && view.speed ? rate(view.speed, 'job') : '',
    failed > 0 ? `${failed} failed` : '',
    deleted > 0 ? `${deleted} deleted` : '',
  ].filter(part => part !== '');
  return {
    live,
    state: ended === total ? 'done' : over ? 'detached' : `${ended} of ${total}`,
    tone: live ? 'run' : failed > 0 ? 'bad' : ended === total ? 'ok' : 'off',
    what: what.join(' · '),
    // Once no job waits, how long the last ones take says how long it takes, not how many ended lately.
    right:
      live && view.speed && waiting > 0
        ? `about ${duration((total - ended) / view.speed)} left`
        : duration(now - view.started),
    failures: tally.failed(named).map(job => failureOf(job, view.lastLines?.get(job.id))),
    others: Math.max(0, failed - named),
    byHand: byHand(view, total - ended),
  };
}

function failureOf(job: JobRead, lastLine: string | undefined): Failure {
  const pairs = Object.entries(job.parameters ?? {}).map(([name, value]) => `${name} ${value}`);
  return {
    what: [job.name || 'job', pairs.length > 0 ? `(${pairs.join(', ')})` : ''].filter(part => part).join(' '),
    how: howFailed(job, lastLine),
    id: job.id,
  };
}

function byHand({ kept, now, attaches, over }: BoardView, left: number): Phrase[] {
  if (!kept || left === 0) return [];
  const asOf = { text: `${plural(left, 'job')} had not ended, as of ${moment(now)}.` };
  const list = [code('await jobs.list()'), { text: ' has those that still run.' }];
  return attaches && !over
    ? [asOf, { text: ' Run the cell again to attach; ' }, ...list]
    : [asOf, { text: ' They go on: ' }, ...list];
}

function boardHtml(view: BoardView, facts: BoardFacts): string {
  const { tally } = view;
  const { name, total } = tally;
  const head = {
    label: `${plural(total, 'job')}${name ? ` ${name}` : ''}, ${facts.state}`,
    tone: facts.tone,
    state: facts.state,
    name: name || undefined,
    what: [{ text: facts.what }],
    right: facts.right,
    buttons: boardButtons(view, facts.live),
  };
  return cardHtml(head, [
    facts.live ? barHtml(tally.ended / Math.max(1, total), 'Jobs that have ended') : '',
    `<div class="tb-squares" aria-hidden="true">${squaresHtml(tally.tones)}</div>`,
    failuresHtml(facts),
    byHandHtml(facts.byHand, facts.live ? view.buttons : undefined),
  ]);
}

function boardButtons({ tally, confirming, over, buttons }: BoardView, live: boolean): string {
  const left = tally.total - tally.ended;
  if (!live || over) return '';
  if (!confirming) {
    return buttonsHtml(
      [{ name: 'cancel', label: 'Cancel all', says: 'Cancel all jobs of this board' }],
      buttons,
    );
  }
  return buttonsHtml(
    [
      { name: 'keep', label: 'Keep', says: 'Do not cancel the jobs' },
      { name: 'cancel-now', label: `Really cancel ${left}`, says: `Really cancel ${plural(left, 'job')}` },
    ],
    buttons,
  );
}

function failuresHtml({ failures, others }: BoardFacts): string {
  if (failures.length === 0) return '';
  const items = failures.map(
    ({ what, how, id }) =>
      `<li><span class="bad">${escapeHtml(what)}</span> <span class="tb-soft">${escapeHtml(how)} · job ${id}</span></li>`,
  );
  if (others > 0) items.push(`<li class="tb-soft">and ${others} more</li>`);
  return `<ul class="tb-row tb-list" aria-label="Failed jobs">${items.join('')}</ul>`;
}

function boardText({ state, what, right, failures, others, byHand }: BoardFacts): string {
  return [
    [state, what, right].filter(part => part !== '').join(' · '),
    ...failures.map(failure => `${failure.what} ${failure.how} · job ${failure.id}`),
    others > 0 ? `and ${others} more` : '',
    phrasesText(byHand),
  ]
    .filter(line => line !== '')
    .join('\n');
}

/** What a square shows that stands for several jobs: what a user acts on first. */
const order: readonly Tone[] = ['bad', 'run', 'wait', 'off', 'ok'];

function squaresHtml(tones: readonly Tone[]): string {
  const each = Math.ceil(tones.length / squares);
  const shown: string[] = [];
  for (let i = 0; i < tones.length; i += each) {
    let worst = order.length - 1;
    for (let k = i; k < Math.min(i + each, tones.length); k++)
      worst = Math.min(worst, order.indexOf(tones[k]!));
    shown.push(`<i class="${order[worst]}"></i>`);
  }
  if (each > 1) shown.push(`<span class="tb-soft">${each} jobs a square</span>`);
  return shown.join('');
}
