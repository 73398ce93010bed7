import { type WorkflowView, workflowCard } from '../../../dist/lib/display/workflow-card.js';
import type { WorkflowRead } from '../../../dist/lib/model/workflow-read.js';
import { jobRead as job } from './job-fixture.ts';

const now = new Date(2026, 2, 12, 14, 3, 12).getTime() / 1000;

const workflow = (changes: Partial<WorkflowRead> = {}): WorkflowRead => ({
  id: 20,
  name: 'scan',
  status: 'running',
  events: { createTime: now - 14, startTime: now - 12 },
  jobs: [{ name: 'point' }, { name: 'check <b>' }, { name: 'collect' }],
  dependencies: { point: ['collect'], 'check <b>': ['collect'] },
  factories: [
    {
      type: 'parameterSweep',
      jobs: ['point'],
      parameters: [{ name: 'x', start: 0, end: 0.3, step: 0.1 }],
    },
  ],
  ...changes,
});

const card = (view: Partial<WorkflowView> = {}) => {
  const bundle = workflowCard({ workflow: workflow(), jobs: [], now, ...view });
  return { text: String(bundle['text/plain']), html: String(bundle['text/html']) };
};

describe('workflowCard', () => {
  const jobs = [
    job('scan/point/0', 'completed', 0),
    job('scan/point/1', 'running'),
    job('scan/point/2', 'completed', 1),
    job('scan/check <b>', 'idle'),
  ];

  it('counts the jobs of each step, of a factory as many as it makes', () => {
    const { text, html } = card({ jobs });
    expect(text).toBe(
      'running scan · workflow 20 · 1 of 6 jobs · 1 running · 1 failed · 12 s\n' +
        'point: 1 of 4 · 1 running · 1 failed; check <b>: queued; collect: waiting\n' +
        `scan/point/2 exit 1 · job ${jobs[2]!.id}`,
    );
    expect(html.match(/class="tb-box"/g)).toHaveLength(3);
    expect(html.match(/class="tb-line"/g)).toHaveLength(2);
    expect(html).toContain('aria-valuenow="33.3"');
  });

  it('can be read where a front end takes the sheet and the elements of the drawing away', () => {
    const long = 'relaxation-of-the-lattice';
    const { html } = card({
      jobs,
      workflow: workflow({ jobs: [{ name: 'point' }, { name: long }], dependencies: {} }),
    });
    const sanitised = html.replace(/<style>[\s\S]*<\/style>|<[^>]*>/g, '').replace(/\s+/g, ' ');
    expect(sanitised).toContain('running scan workflow 20 · 1 of 5 jobs · 1 running · 1 failed · 12 s');
    expect(sanitised).toContain(
      `✕ point: 1 of 4 · 1 running · 1 failed; ${long} – relaxation-of-th…: waiting`,
    );
  });

  it('escapes the names of jobs', () => {
    expect(card({ jobs }).html).not.toContain('<b>');
  });

  it('counts a job that was tried again once, as it went last', () => {
    const again = [...jobs, job('scan/point/2', 'completed', 0)];
    expect(card({ jobs: again }).text).toContain('point: 2 of 4 · 1 running;');
  });

  it('says how it ended, what to do, and when it is an older run', () => {
    const events = { createTime: now - 40, startTime: now - 31, endTime: now };
    const progress = { total: 6, done: 5, failed: 1, queued: 0, waiting: 0 };
    const failed = workflow({ status: 'failed', statusReason: 'One or more jobs failed', events, progress });
    expect(card({ workflow: failed }).text).toMatch(
      /^failed scan · workflow 20 · 5 of 6 jobs · 1 failed · 31 s · 14:03:12\n.*\nOne or more jobs failed\n.*rerun\(\)/s,
    );
    const done = workflow({ status: 'completed', events, progress: { ...progress, done: 6, failed: 0 } });
    expect(card({ workflow: done, reused: true, now: now + 120 }).text).toMatch(
      /^reused scan · workflow 20 · 6 jobs · ran 2 min ago/,
    );
    expect(card({ detached: true }).text).toMatch(
      /^detached scan .*goes on without this cell.*workflows\.get\(20\)/s,
    );
  });

  it('tells a large or deep workflow in words, in constant size', () => {
    const names = Array.from({ length: 50 }, (_, n) => ({ name: `j${n}` }));
    const { text, html } = card({ workflow: workflow({ jobs: names, dependencies: {}, factories: [] }) });
    expect(html).not.toContain('<svg');
    expect(text).toContain('j11: waiting; and 38 jobs more');
  });
});
