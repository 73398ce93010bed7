import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import { attachByHand, followByHand } from './by-hand.js';
import { apart, barHtml, cardHtml } from './card.js';
import { type Button, type ButtonPlace, buttonsHtml, byHandHtml, cancelButtons } from './controls/buttons.js';
import { escapeHtml } from './html.js';
import { howFailed } from './job-outcome.js';
import { toneOf } from './job-tally.js';
import { type Phrase, phrasesText } from './phrases.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import type { Tone } from './tone.js';
import { ago, clock, duration, fineDuration, moment, plural } from './words.js';
import { countsText, workflowGraph } from './workflow-graph.js';
import { type Step, workflowSteps } from './workflow-steps.js';

/** A workflow as a card shows it. */
export interface WorkflowView {
  /** In detail form: its structure is drawn. */
  readonly workflow: WorkflowRead;
  /** The jobs that are known of it. */
  readonly jobs: readonly JobRead[];
  /** The time of the view, in Unix seconds. */
  readonly now: number;
  /** The last lines of failed jobs, by their id. */
  readonly lastLines?: ReadonlyMap<number, string> | undefined;
  /** The cell follows the workflow no longer; the workflow goes on. */
  readonly detached?: boolean | undefined;
  /** An earlier run of the same workflow is shown. */
  readonly reused?: boolean | undefined;
  /** The view is kept in a notebook, as of a job. */
  readonly kept?: boolean | undefined;
  readonly buttons?: ButtonPlace | undefined;
  readonly confirming?: boolean | undefined;
  /** One more sentence for the user. */
  readonly note?: string | undefined;
}

/** Failed jobs that a card names. */
const named = 5;
/** Steps that a card tells in words. */
const told = 12;

/** The card of a workflow: its state and counts, the graph of its jobs, and what failed. Its size depends on its structure only. */
export function workflowCard(view: WorkflowView): MimeBundle {
  const steps = workflowSteps(view.workflow, view.jobs);
  const facts = factsOf(view, steps);
  return { 'text/html': styled(workflowHtml(facts, steps, view)), 'text/plain': cardText(facts, steps) };
}

interface Facts {
  readonly id: number;
  readonly tone: Tone;
  readonly state: string;
  readonly name: string;
  readonly what: string;
  readonly right: string;
  /** From 0 to 1, while it is live. */
  readonly progress: number | undefined;
  readonly byHand: readonly Phrase[];
  readonly lines: readonly { readonly text: string; readonly bad?: boolean }[];
}

function factsOf(view: WorkflowView, steps: readonly Step[]): Facts {
  const { workflow, now } = view;
  const { id, status, events, statusReason } = workflow;
  const { total, done, failed: failures, running } = countsOf(workflow, steps);
  const failed = failedLines(view);
  const over = isFinal(status);
  const bad = over && status !== 'deleted' && (status !== 'completed' || failures > 0);
  const tone = over
    ? bad
      ? 'bad'
      : status === 'deleted'
        ? 'off'
        : 'ok'
    : running + done > 0
      ? 'run'
      : 'wait';
  const took =
    events.endTime === undefined ? undefined : events.endTime - (events.startTime ?? events.createTime ?? 0);
  const parts = [
    `workflow ${id}`,
    over && !bad && total === done ? plural(total, 'job') : `${done} of ${plural(total, 'job')}`,
    running > 0 && !over ? `${running} running` : '',
    failures > 0 ? `${failures} failed` : '',
    view.detached && !over ? `${status}, as of ${moment(now)}; it goes on without this cell` : '',
    view.reused && over ? `ran ${ago(now - (events.endTime ?? now))}` : '',
  ];
  return {
    id,
    tone: view.detached && !over ? 'off' : tone,
    state:
      view.detached && !over
        ? 'detached'
        : view.reused && over
          ? 'reused'
          : over
            ? status
            : tone === 'wait'
              ? 'queued'
              : status,
    name: workflow.name || 'workflow',
    what: parts.filter(part => part !== '').join(' · '),
    right: over
      ? [
          took === undefined ? '' : fineDuration(took),
          events.endTime === undefined ? '' : clock(events.endTime, now),
        ]
          .filter(part => part !== '')
          .join(' · ')
      : duration(now - (events.startTime ?? events.createTime ?? now)),
    progress: over || view.detached ? undefined : (done + failures) / Math.max(1, total),
    byHand: byHand(view),
    lines: [
      ...(statusReason && failed.length === 0 ? [{ text: statusReason, bad }] : []),
      ...failed,
      ...(view.detached && !over ? [{ text: phrasesText(followByHand(`await workflows.get(${id})`)) }] : []),
      ...(bad
        ? [{ text: `await (await workflows.get(${id})).rerun() runs what did not succeed again.` }]
        : []),
      ...(view.note ? [{ text: view.note }] : []),
    ],
  };
}

/** When the workflow was so, and how to follow it, where that does not last. */
function byHand({ workflow: { id, status }, kept, detached, now }: WorkflowView): Phrase[] {
  if (!kept || detached || isFinal(status)) return [];
  return attachByHand(`await workflows.get(${id})`, status, now);
}

function buttonsOf({ workflow, detached, confirming }: WorkflowView, { id, tone }: Facts): Button[] {
  const what = `workflow ${id}`;
  if (!isFinal(workflow.status)) return cancelButtons(what, { detached, confirming });
  return tone === 'bad'
    ? [{ name: 'again', label: 'Run failed again', says: `Run what failed in ${what} again` }]
    : [];
}

/** The service's counts, or those of the jobs where it tells none. */
function countsOf({ progress }: WorkflowRead, steps: readonly Step[]) {
  const sum = (field: 'total' | 'done' | 'failed' | 'running') =>
    steps.reduce((all, step) => all + step[field], 0);
  return {
    total: progress?.total || sum('total'),
    done: progress?.done ?? sum('done'),
    failed: progress?.failed ?? sum('failed'),
    running: progress?.running ?? sum('running'),
  };
}

/** The failed jobs that a card names. */
export function namedFailures(jobs: readonly JobRead[]): JobRead[] {
  return jobs.filter(job => toneOf(job) === 'bad').slice(0, named);
}

function failedLines({ jobs, lastLines }: WorkflowView): { text: string; bad: boolean }[] {
  const lines = namedFailures(jobs).map(job => ({
    text: `${job.name} ${howFailed(job, lastLines?.get(job.id))} · job ${job.id}`,
    bad: true,
  }));
  const others = jobs.filter(job => toneOf(job) === 'bad').length - lines.length;
  return others > 0 ? [...lines, { text: `and ${others} more`, bad: true }] : lines;
}

function workflowHtml(facts: Facts, steps: readonly Step[], view: WorkflowView): string {
  const head = {
    label: `Workflow ${facts.id}, ${facts.state}`,
    tone: facts.tone,
    state: facts.state,
    name: facts.name,
    what: [{ text: facts.what }],
    right: facts.right,
    buttons: buttonsHtml(buttonsOf(view, facts), view.buttons),
  };
  return cardHtml(head, [
    facts.progress === undefined ? '' : barHtml(facts.progress),
    workflowGraph(steps) ?? stepsHtml(steps),
    byHandHtml(facts.byHand, view.buttons),
    ...facts.lines.map(
      ({ text, bad }) => `<div class="tb-row ${bad ? 'bad' : 'tb-soft'}">${escapeHtml(text)}</div>`,
    ),
  ]);
}

function stepsHtml(steps: readonly Step[]): string {
  if (steps.length < 2) return '';
  const shown = stepWords(steps).map(words => `<span>${escapeHtml(words)}</span>`);
  return `<div class="tb-row tb-facts">${shown.join(apart)}</div>`;
}

function stepWords(steps: readonly Step[]): string[] {
  const shown = steps.slice(0, told).map(step => `${step.name}: ${countsText(step)}`);
  return steps.length > told ? [...shown, `and ${plural(steps.length - told, 'job')} more`] : shown;
}

function cardText(facts: Facts, steps: readonly Step[]): string {
  const head = [`${facts.state} ${facts.name}`, facts.what, facts.right];
  return [
    head.filter(part => part !== '').join(' · '),
    steps.length > 1 ? stepWords(steps).join('; ') : '',
    phrasesText(facts.byHand),
    ...facts.lines.map(({ text }) => text),
  ]
    .filter(line => line !== '')
    .join('\n');
}
