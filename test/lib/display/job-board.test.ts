import { type BoardView, jobBoard } from '../../../dist/lib/display/job-board.js';
import { JobTally } from '../../../dist/lib/display/job-tally.js';
import type { JobRead } from '../../../dist/lib/model/job-read.js';
import { jobRead as job } from './job-fixture.ts';

const now = new Date(2026, 2, 12, 14, 3, 12).getTime() / 1000;

const board = (jobs: readonly JobRead[], view: Partial<BoardView> = {}) => {
  const bundle = jobBoard({ tally: new JobTally(jobs), started: now - 10, now, speed: 0.3, ...view });
  return { text: String(bundle['text/plain']), html: String(bundle['text/html']) };
};

describe('jobBoard', () => {
  const jobs = [
    job('scan 1', 'completed', 0),
    job('scan <2>', 'killed'),
    job('scan 3', 'completed', 0),
    job('scan 4', 'running'),
    job('scan 5', 'idle'),
  ];

  it('shows a square for each job, how many there are of each kind, how fast it goes and how long it will take', () => {
    const { text, html } = board(jobs);
    expect(text).toBe(
      `3 of 5 · 1 running · 1 queued · 18 jobs/min · 1 failed · about 7 s left\nscan <2> killed · job ${jobs[1]!.id}`,
    );
    expect(html.match(/<i class="\w+">/g)).toHaveLength(5);
    expect(html).toContain('aria-label="5 jobs scan, 3 of 5"');
    expect(html).not.toContain('<2>');
  });

  it('tells how long it has taken, not how long it will, once no job waits', () => {
    const { text } = board([jobs[0]!, jobs[3]!]);
    expect(text).toBe('1 of 2 · 1 running · 18 jobs/min · 10 s');
  });

  it('tells the parameters and the last line of a failed job, escaped', () => {
    const failed = { ...job('point', 'completed', 1), parameters: { temp: 2.9, 'n<b>': 400 } };
    const { text, html } = board([failed], {
      lastLines: new Map([[failed.id, '\u001b[31m<script>Lost atoms</script>\u001b[0m']]),
    });
    const line = `point (temp 2.9, n<b> 400) exit 1: <script>Lost atoms</script> · job ${failed.id}`;
    expect(text).toContain(line);
    expect(html).not.toMatch(/<script>|<b>/);
  });

  it('says when it was so while it is kept in a notebook and jobs go on, and how to attach', () => {
    const kept = { kept: true, attaches: true };
    expect(board(jobs, kept).text).toMatch(
      /2 jobs had not ended, as of 14:03:12 on 12 Mar 2026\. Run the cell again to attach; await jobs\.list\(\)/,
    );
    expect(board(jobs, { ...kept, over: true }).text).toMatch(
      /^detached · 3 of 5 jobs ended, the others go on .*\n.*\n.*as of 14:03:12 .* They go on/,
    );
    expect(board([jobs[0]!], kept).text).toBe('done · 1 job · 10 s');
  });

  it('has the same size for ten thousand jobs, and a failure among them shows', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => job(`j${n}`, 'completed', n === 5000 ? 2 : 0));
    const { html } = board(many);
    expect(html.match(/<i class="\w+">/g)!.length).toBeLessThanOrEqual(240);
    expect(html.match(/<i class="bad">/g)).toHaveLength(1);
    expect(html).toContain('j5000');
    const failing = (count: number) =>
      board(Array.from({ length: count }, () => job('j', 'failed'))).html.length;
    expect(Math.abs(failing(10_000) - failing(1000))).toBeLessThan(1500);
  });

  it('keeps the order of the jobs, whichever of them is known first', () => {
    const tally = new JobTally();
    for (const place of [4, 1, 2]) tally.set(place, job(`scan ${place}`, place === 2 ? 'running' : 'failed'));
    expect(tally.total).toBe(3);
    const { html, text } = board([], { tally });
    expect(html.match(/<i class="\w+">/g)).toEqual(['<i class="bad">', '<i class="run">', '<i class="bad">']);
    expect(text).toMatch(/^scan 1 failed.*\nscan 4 failed/m);
    tally.set(0, job('scan 0', 'failed'));
    expect(tally.failed(2).map(({ name }) => name)).toEqual(['scan 0', 'scan 1']);
  });

  it('counts on as jobs change', () => {
    const tally = new JobTally(jobs);
    expect([tally.total, tally.ended, tally.count('bad')]).toEqual([5, 3, 1]);
    tally.set(4, { ...jobs[4]!, status: 'failed' });
    tally.set(1, { ...jobs[1]!, status: 'completed' });
    expect([tally.total, tally.ended, tally.count('bad')]).toEqual([5, 4, 1]);
    expect(tally.failed(5).map(({ id }) => id)).toEqual([jobs[4]!.id]);
  });
});
