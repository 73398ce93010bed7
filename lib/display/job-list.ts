import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import { alignedLines } from './aligned.js';
import { cut } from './cut.js';
import { alignment, escapeHtml } from './html.js';
import { jobOutcome } from './job-outcome.js';
import { toneOf } from './job-tally.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import type { Tone } from './tone.js';
import { ago, duration, moment, plural } from './words.js';

/** Rows that a list shows, at most: the newest. */
const mostRows = 50;
/** Characters of a cell in text, which does not wrap: a reason may be long. */
const longestCell = 60;
const columns = ['id', 'name', 'state', 'submitted', 'time'] as const;

interface Row {
  readonly tone: Tone;
  /** In the order of the columns. */
  readonly cells: readonly string[];
}

/** Jobs as a table, as they were known last. */
export function jobList(jobs: readonly JobRead[], now: number): MimeBundle {
  return list('job', jobs, now, job => ({ tone: toneOf(job), state: jobOutcome(job) }));
}

/** Workflows as a table, as they were known last. */
export function workflowList(workflows: readonly WorkflowRead[], now: number): MimeBundle {
  return list('workflow', workflows, now, ({ status, progress, statusReason }) => {
    const { total = 0, done = 0, failed = 0 } = progress ?? {};
    return {
      tone: workflowTone(status, failed),
      state: [
        status,
        total > 0 ? `${done} of ${plural(total, 'job')}` : '',
        failed > 0 ? `${failed} failed` : statusReason,
      ]
        .filter(part => part)
        .join(' · '),
    };
  });
}

function workflowTone(status: string, failed: number): Tone {
  if (failed > 0) return 'bad';
  if (!isFinal(status)) return status === 'running' ? 'run' : 'wait';
  if (status === 'deleted') return 'off';
  return status === 'completed' ? 'ok' : 'bad';
}

type Listed = Pick<JobRead, 'id' | 'name' | 'events'>;

function list<T extends Listed>(
  noun: string,
  all: readonly T[],
  now: number,
  stateOf: (item: T) => { readonly tone: Tone; readonly state: string },
): MimeBundle {
  const shown = all.slice(-mostRows);
  const rows = shown.map(item => {
    const { tone, state } = stateOf(item);
    const { createTime, startTime, endTime } = item.events;
    const took = startTime === undefined ? '' : duration((endTime ?? now) - startTime);
    return {
      tone,
      cells: [String(item.id), item.name, state, createTime === undefined ? '' : ago(now - createTime), took],
    };
  });
  const left = all.length - shown.length;
  const caption = `${plural(all.length, noun)}${left > 0 ? `, the last ${shown.length} of them` : ''} · as of ${moment(now)}`;
  return { 'text/html': styled(listHtml(rows, caption)), 'text/plain': listText(rows, caption) };
}

function listHtml(rows: readonly Row[], caption: string): string {
  const numeric = (i: number) => alignment(i === 0 || i === columns.length - 1);
  const head = columns.map((name, i) => `<th scope="col"${numeric(i)}>${name}</th>`).join('');
  const body = rows.map(({ tone, cells }) => {
    const tds = cells.map((text, i) =>
      columns[i] === 'state'
        ? `<td${numeric(i)}><span class="tb-state tb-said ${tone}">${escapeHtml(text)}</span></td>`
        : `<td${numeric(i)}>${escapeHtml(text)}</td>`,
    );
    return `<tr>${tds.join('')}</tr>`;
  });
  return `<div class="tb"><div class="tb-scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div><div class="tb-soft">${escapeHtml(caption)}</div></div>`;
}

function listText(rows: readonly Row[], caption: string): string {
  const lines = alignedLines(
    [columns, ...rows.map(({ cells }) => cells.map(cell => cut(cell, longestCell)))],
    i => i === 0,
  );
  return [...lines, caption].join('\n');
}
