import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import { escapeHtml } from './html.js';
import { hasSucceeded, jobOutcome } from './job-outcome.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import { duration, plural } from './words.js';

/** Many jobs as a board shows them. */
export interface BoardView {
  readonly jobs: readonly JobRead[];
  /** When the watching began, in Unix seconds. */
  readonly started: number;
  /** The time of the view, in Unix seconds. */
  readonly now: number;
  /** Nobody waits any more: jobs that have not ended go on. */
  readonly over?: boolean;
}

/** Squares of a board, at most: with more jobs each stands for several. */
const squares = 240;
/** Failed jobs that a board names. */
const named = 5;

type Tone = 'ok' | 'bad' | 'run' | 'wait' | 'off';

/** One board for many jobs: counts, a square for each, and what failed. Its size does not depend on their number. */
export function jobBoard(view: BoardView): MimeBundle {
  const tones = view.jobs.map(toneOf);
  const count = (tone: Tone) => tones.filter(each => each === tone).length;
  const [done, failed, running, deleted] = [count('ok'), count('bad'), count('run'), count('off')];
  const ended = done + failed + deleted;
  const total = tones.length;
  const live = ended < total && !view.over;
  const elapsed = Math.max(0.001, view.now - view.started);
  const state = ended === total ? 'done' : view.over ? 'detached' : `${ended} of ${total}`;
  const tone = live ? 'run' : failed > 0 ? 'bad' : ended === total ? 'ok' : 'off';
  const what = [
    live
      ? ''
      : ended === total
        ? plural(total, 'job')
        : `${ended} of ${plural(total, 'job')}, the others go on`,
    live && running > 0 ? `${running} running` : '',
    live && ended > 0 ? `${rate(ended / elapsed)} jobs/s` : '',
    failed > 0 ? `${failed} failed` : '',
    deleted > 0 ? `${deleted} deleted` : '',
  ].filter(part => part !== '');
  const right =
    live && ended > 2 ? `about ${duration(((total - ended) * elapsed) / ended)} left` : duration(elapsed);
  const lines = failures(view.jobs);
  const percent = Math.round((ended / Math.max(1, total)) * 1000) / 10;
  const html = [
    `<section class="tb tb-card" aria-label="${escapeHtml(`${plural(total, 'job')}, ${state}`)}">`,
    `<div class="tb-head"><span class="tb-state ${tone}">${state}</span> <span class="tb-what tb-soft">${escapeHtml(what.join(' · '))}</span> <span class="tb-right">${escapeHtml(right)}</span></div>`,
    live
      ? `<div class="tb-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${percent}"><div style="width:${percent}%"></div></div>`
      : '',
    `<div class="tb-squares" aria-hidden="true">${squaresHtml(tones)}</div>`,
    ...lines.map(line => `<div class="tb-row bad">${escapeHtml(line)}</div>`),
    '</section>',
  ];
  const text = [[state, ...what, right].join(' · '), ...lines];
  return { 'text/html': styled(html.filter(part => part !== '').join('\n')), 'text/plain': text.join('\n') };
}

function toneOf(job: JobRead): Tone {
  if (job.status === 'running') return 'run';
  if (!isFinal(job.status)) return 'wait';
  if (job.status === 'deleted') return 'off';
  return hasSucceeded(job) ? 'ok' : 'bad';
}

/** What a square shows that stands for several jobs: what a user acts on first. */
const order: readonly Tone[] = ['bad', 'run', 'wait', 'off', 'ok'];

function squaresHtml(tones: readonly Tone[]): string {
  const each = Math.ceil(tones.length / squares);
  const shown: string[] = [];
  for (let i = 0; i < tones.length; i += each) {
    const here = new Set(tones.slice(i, i + each));
    shown.push(`<i class="${order.find(tone => here.has(tone))}"></i>`);
  }
  return shown.join('');
}

function failures(jobs: readonly JobRead[]): string[] {
  const failed = jobs.filter(job => toneOf(job) === 'bad');
  const lines = failed
    .slice(0, named)
    .map(job => `${job.name || 'job'} ${parameters(job)}${jobOutcome(job)} · job ${job.id}`);
  return failed.length > named ? [...lines, `and ${failed.length - named} more`] : lines;
}

function parameters({ parameters: given = {} }: JobRead): string {
  const pairs = Object.entries(given).map(([name, value]) => `${name} ${value}`);
  return pairs.length > 0 ? `(${pairs.join(', ')}) ` : '';
}

function rate(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1);
}
