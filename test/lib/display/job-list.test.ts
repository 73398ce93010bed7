import { workflowList } from '../../../dist/lib/display/job-list.js';

const now = new Date(2026, 2, 12, 14, 3, 12).getTime() / 1000;

describe('a list of workflows', () => {
  it('marks one that was deleted as ended, and not as one that waits', () => {
    const workflow = (id: number, status: string) => ({ id, name: 'scan', status, events: {} });
    const states = ['idle', 'running', 'completed', 'failed', 'deleted'].map((status, i) =>
      workflow(i, status),
    );
    const html = String(workflowList(states, now)['text/html']);
    const tones = [...html.matchAll(/tb-said (\w+)/g)].map(([, tone]) => tone);
    expect(tones).toEqual(['wait', 'run', 'ok', 'bad', 'off']);
  });

  it('keeps the lines of its text short, whatever the reason of a failure', () => {
    const failed = {
      id: 1,
      name: 'a',
      status: 'failed',
      statusReason: 'no such image '.repeat(20),
      events: {},
    };
    const { 'text/plain': text, 'text/html': html } = workflowList([failed], now);
    for (const line of String(text).split('\n')) expect(line.length).toBeLessThan(100);
    expect(text).toMatch(/failed · no such image .*…/);
    expect(html).toContain(failed.statusReason);
  });
});
