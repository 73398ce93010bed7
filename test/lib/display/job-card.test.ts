import { jobCard } from '../../../dist/lib/display/job-card.js';
import type { JobView } from '../../../dist/lib/display/job-view.js';
import type { JobRead } from '../../../dist/lib/model/job-read.js';

const now = new Date(2026, 2, 12, 14, 3, 12).getTime() / 1000;
const command = 'lmp -in in.lj';

function job(changes: Partial<JobRead> = {}): JobRead {
  return {
    id: 41,
    name: 'lj',
    status: 'running',
    tasks: [
      { image: 'lammps/lammps', cmd: command },
      { image: 'lammps/lammps', cmd: 'tail thermo.csv' },
    ],
    events: { createTime: now - 20, startTime: now - 12 },
    execution: { site: 'local', currentTask: 0 },
    ...changes,
  };
}

const finished = (changes: Partial<JobRead> = {}) =>
  job({
    status: 'completed',
    events: { createTime: now - 40, startTime: now - 31, endTime: now },
    resources: { memory: 1, walltime: 10 },
    execution: {
      site: 'local',
      maxMemoryUsageKB: 41_000,
      tasks: [
        { exitCode: 0, wallTimeUsage: 31, cpuTimeUsage: 29.8 },
        { exitCode: 0, wallTimeUsage: 0.02, cpuTimeUsage: 0.01 },
      ],
    },
    outputFiles: [{ name: 'log.lammps', url: 'http://127.0.0.1/o/1?signature=secret', size: 18_200 }],
    ...changes,
  });

const text = (view: Partial<JobView> & { job: JobRead }) => jobCard({ now, ...view })['text/plain'] as string;
const html = (view: Partial<JobView> & { job: JobRead }) => jobCard({ now, ...view })['text/html'] as string;

describe('jobCard', () => {
  it('shows a queued job, and why it waits', () => {
    const queued = job({
      status: 'idle',
      statusReason: 'No matching resources',
      events: { createTime: now - 4 },
    });
    delete queued.execution;
    expect(text({ job: queued })).toBe('queued lj · job 41 · lammps/lammps · No matching resources · 4 s');
  });

  it('shows the task that runs, its command and the time', () => {
    expect(text({ job: job() })).toBe('running lj · 12 s · job 41 · task 1 of 2 · lmp -in in.lj');
    expect(html({ job: job() })).toContain('no output yet');
  });

  it('fills its bar with the progress that the job reports, else with the wall time used', () => {
    const limited = job({ resources: { walltime: 1 } });
    expect(html({ job: limited })).toContain('aria-valuenow="20"');
    expect(text({ job: limited })).toMatch(/^running lj · 12 s of 1 min · /);
    expect(html({ job: limited, log: 'progress 40 %\n' })).toContain('aria-valuenow="40"');
    expect(html({ job: job() })).not.toContain('aria-valuenow');
  });

  it('shows times, exit codes, CPU, memory and outputs of a completed job', () => {
    expect(text({ job: finished() })).toBe(
      'completed lj · job 41 · lammps/lammps → this machine · 31 s · 14:03:12\n' +
        'exit 0, 0 · CPU 29.8 s (96 %) · memory 42 MB of 1 GB · outputs: log.lammps 18 kB',
    );
  });

  it('says nothing of memory where the system does not tell', () => {
    const unknown = finished({ execution: { tasks: [{ exitCode: 0, maxResidentSetSizeKB: 0 }] } });
    expect(text({ job: unknown })).not.toContain('memory');
    expect(text({ job: unknown })).not.toContain('CPU');
  });

  it('shows the exit code, the end of stderr and what to do of a failed job', () => {
    const failed = finished({
      execution: { tasks: [{ exitCode: 1, wallTimeUsage: 0.3 }] },
      outputFiles: [{ name: 'log.lammps', url: '' }],
    });
    expect(text({ job: failed, log: 'out', errorLog: 'ERROR: Unknown pair style\n' })).toBe(
      'exit 1 lj · job 41 · task 1 of 2 · lmp -in in.lj · 31 s · 14:03:12\n' +
        'ERROR: Unknown pair style\n' +
        'Not made: log.lammps. await (await jobs.get(41)).stderr() has all of it.',
    );
    expect(text({ job: failed, log: 'last words' })).toContain('last words\n');
    expect(text({ job: failed })).toMatch(/\nNot made: log.lammps. It printed nothing.$/);
  });

  it('puts the reason of the server first, and says how to help', () => {
    const killed = finished({ status: 'killed', statusReason: 'Walltime limit exceeded', execution: {} });
    expect(text({ job: killed })).toContain(
      '\nWalltime limit exceeded\noutputs: log.lammps 18 kB\nThe limit is 10 min: give it more in resources.walltime',
    );
    const missing = finished({ execution: { tasks: [{ exitCode: 127 }] } });
    expect(text({ job: missing })).toContain(
      'The command was not found: check its name, and that the image has it',
    );
    const pull = 'Container image pull failed: a/b (Error: short-name "a/b" did not resolve to an alias)';
    expect(text({ job: finished({ status: 'failed', statusReason: pull, execution: {} }) })).toContain(
      'Write the image with its registry, for one of Docker Hub docker.io/a/b.',
    );
    const tasks = [{ image: 'host', cmd: 'no-such-program' }];
    expect(text({ job: { ...missing, tasks } })).toContain('that this machine has it');
  });

  it('shows deleted, detached, reused and unknown states as they are', () => {
    expect(text({ job: job({ status: 'deleted' }) })).toMatch(/^deleted lj/);
    expect(text({ job: job(), detached: true })).toMatch(
      /^detached lj · job 41 · running, as of 14:03:12 on 12 Mar 2026; it goes on without this cell · 12 s\nawait \(await jobs.get\(41\)\)/,
    );
    expect(text({ job: finished(), detached: true })).toMatch(/^completed/);
    expect(text({ job: finished(), reused: true, now: now + 2 * 86_400 })).toBe(
      'reused lj · job 41 ran 2 days ago with the same inputs · { fresh: true } runs it again · 31 s then',
    );
    expect(text({ job: job({ status: 'hibernating' }) })).toMatch(/^hibernating lj/);
  });

  it('says when a job was so while it goes on, and how to follow it, for a notebook keeps what it shows', () => {
    const kept = { kept: true, job: job() };
    expect(text(kept)).toMatch(
      /^running lj .*\nrunning, as of 14:03:12 on 12 Mar 2026\. To attach, run the cell again or await \(await jobs\.get\(41\)\)\.wait\(\); cancel\(\)/,
    );
    expect(html(kept)).toContain('as of 14:03:12');
    expect(text({ kept: true, job: finished() })).not.toContain('as of');
  });

  it('has buttons where a page can reach the kernel, named for those who hear them', () => {
    const buttons = { key: 'k', display: 'd' };
    const names = (view: Partial<JobView>) =>
      [
        ...html({ job: job(), buttons, ...view }).matchAll(/data-tb-do="([\w-]+)"[^>]*aria-label="([^"]+)"/g),
      ].map(([, name, says]) => `${name}: ${says}`);
    expect(names({})).toEqual(['cancel: Cancel job 41']);
    expect(names({ confirming: true })).toEqual([
      'keep: Do not cancel job 41',
      'cancel-now: Really cancel job 41',
    ]);
    expect(names({ detached: true })).toEqual(['follow: Follow job 41 again', 'cancel: Cancel job 41']);
    expect(names({ job: finished() })).toEqual([]);
    expect(names({ job: finished({ status: 'killed' }) })).toEqual(['again: Run job 41 again']);
    expect(html({ job: job() })).not.toContain('role="button"');
  });

  it('adds a note to any card', () => {
    const failed = finished({ status: 'failed' });
    for (const state of [job(), finished(), failed, job({ status: 'odd' })]) {
      expect(text({ job: state, note: 'Look here.' }).match(/Look here\./g)).toHaveLength(1);
    }
  });

  it('escapes everything that came from the job', () => {
    const evil = '<img src=x onerror=alert(1)>';
    const views = [
      job({ name: evil, status: evil, statusReason: evil }),
      job({ tasks: [{ image: evil, cmd: evil }] }),
      job({ status: 'failed', statusReason: evil, outputFiles: [{ name: evil, url: '' }] }),
      finished({ outputFiles: [{ name: evil, url: 'http://x' }], tasks: [{ image: evil }] }),
    ];
    for (const view of views) {
      expect(html({ job: view, log: evil, errorLog: evil, note: evil })).not.toContain('<img');
    }
  });

  it('never shows a signed address', () => {
    const { 'text/html': page, 'text/plain': plain } = jobCard({ job: finished(), now });
    expect(`${page}${plain}`).not.toMatch(/signature|secret|127\.0\.0\.1/);
  });

  it('stays small while a job prints without end', () => {
    const log = 'step 1.0 2.0 3.0\n'.repeat(200_000);
    expect(html({ job: job(), log }).length).toBeLessThan(16_000);
  });
});
