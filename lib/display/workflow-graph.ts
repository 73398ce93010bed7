import { cut } from './cut.js';
import { escapeHtml } from './html.js';
import type { Tone } from './tone.js';
import type { Step } from './workflow-steps.js';

/** Pixels. */
const box = { width: 148, height: 40 };
const gap = { x: 40, y: 10 };
const margin = 1;

/** More steps than this are told in words: boxes would be too small or the card too tall. */
const mostRows = 8;
const mostColumns = 12;

/** Letters of a name that fit into a box. */
const letters = 17;

/**
 * The steps as boxes, from left to right, with lines to those that wait; undefined when there are too many. Text between the
 * elements is not drawn: it parts the words where a front end takes SVG out of what it does not trust.
 */
export function workflowGraph(steps: readonly Step[]): string | undefined {
  const columns = Math.max(0, ...steps.map(step => step.level)) + 1;
  const rows = Array.from({ length: columns }, (_, level) => steps.filter(step => step.level === level));
  const tallest = Math.max(0, ...rows.map(column => column.length));
  if (steps.length < 2 || tallest > mostRows || columns > mostColumns) return undefined;
  const height = tallest * (box.height + gap.y) - gap.y + 2 * margin;
  const width = columns * (box.width + gap.x) - gap.x + 2 * margin;
  const places = new Map<Step, { x: number; y: number }>();
  for (const [level, column] of rows.entries()) {
    const free = height - 2 * margin - (column.length * (box.height + gap.y) - gap.y);
    for (const [row, step] of column.entries()) {
      places.set(step, {
        x: margin + level * (box.width + gap.x),
        y: margin + free / 2 + row * (box.height + gap.y),
      });
    }
  }
  const lines = steps.flatMap(step =>
    step.children.map(child => line(places.get(step)!, places.get(steps[child]!)!)),
  );
  const boxes = steps.map(step => boxOf(step, places.get(step)!));
  const summary = steps.map(step => `${step.name}: ${countsText(step)}`).join('; ');
  return (
    `<div class="tb-graph tb-scroll"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(summary)}">` +
    `${lines.join('')}${boxes.join('; ')}</svg></div>`
  );
}

/** `3 of 9 · 2 running · 1 failed` */
export function countsText({ total, done, failed, running, queued }: Step): string {
  if (total === 1) {
    return done ? 'done' : failed ? 'failed' : running ? 'running' : queued ? 'queued' : 'waiting';
  }
  return [
    `${done} of ${total}`,
    running > 0 ? `${running} running` : '',
    failed > 0 ? `${failed} failed` : '',
  ]
    .filter(part => part !== '')
    .join(' · ');
}

/** The colour class of a step: what a user acts on first. */
function stepTone({ total, done, failed, running, queued }: Step): Tone {
  if (failed > 0) return 'bad';
  if (done === total) return 'ok';
  if (running > 0 || done > 0) return 'run';
  return queued > 0 ? 'wait' : 'off';
}

const marks = { ok: '✓', bad: '✕', run: '●', wait: '○', off: '–' } as const;

function boxOf(step: Step, { x, y }: { x: number; y: number }): string {
  const tone = stepTone(step);
  const name = cut(step.name, letters);
  const part = (count: number) => (count / step.total) * (box.width - 2);
  const bottom = y + box.height - 4;
  const bar = (from: number, count: number, of: string) =>
    count > 0
      ? `<rect x="${round(x + 1 + part(from))}" y="${bottom}" width="${round(part(count))}" height="3" class="tb-${of}"/>`
      : '';
  return [
    name === step.name ? '<g>' : `<g><title>${escapeHtml(step.name)}</title> `,
    `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="5" class="tb-box"/>`,
    bar(0, step.done, 'ok'),
    bar(step.done, step.failed, 'bad'),
    bar(step.done + step.failed, step.running, 'run'),
    `<text x="${x + 9}" y="${y + 16}" class="${tone}">${marks[tone]}</text> `,
    `<text x="${x + 24}" y="${y + 16}" class="tb-name">${escapeHtml(name)}</text>: `,
    `<text x="${x + 24}" y="${y + 30}" class="tb-small">${escapeHtml(countsText(step))}</text></g>`,
  ].join('');
}

function line(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" class="tb-line"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
