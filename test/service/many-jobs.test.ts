import type { JobRead } from '../../dist/lib/model/job-read.js';
import { listen } from './listen.ts';
import { TestService, until } from './support.ts';
import { jobTemplate, submitWorkflow } from './workflow-support.ts';

const count = 10_000;

describe('ten thousand jobs of one sweep', () => {
  it('start while the last are being stored, are listed and watched as one, and deleted as one', async () => {
    await using service = await TestService.start({ cpus: 1 });
    const id = await submitWorkflow(service, {
      name: 'large',
      jobs: [{ ...jobTemplate('point', 'sleep 1000'), labels: { study: 'large' } }],
      factories: [
        {
          name: 'f',
          type: 'parameterSweep',
          jobs: ['point'],
          parameters: [{ name: 'x', start: 0, end: (count - 1) / 10, step: 0.1 }],
        },
      ],
    });
    await until(async () => {
      const [{ progress }] = (await service.request('GET', `/workflows/${id}`)).body;
      return progress.waiting === 0 && progress.running === 1;
    });
    const told = new Set<number>();
    await listen(service, `workflow=${id}`, ({ event, data }) => {
      if (event === 'job') told.add(data.id);
      return told.size === count;
    });

    const all = (await service.request('GET', `/jobs?workflow=true&id=${id}`)).body as JobRead[];
    expect(all.map(job => job.parameters!['x'])).toEqual(Array.from({ length: count }, (_, n) => n / 10));
    expect(all[0]!.events.startTime).toBeLessThan(all.at(-1)!.events.createTime!);
    const newest = (await service.request('GET', '/jobs?constraint=study=large&limit=2')).body as JobRead[];
    expect(newest.map(job => job.name)).toEqual(['large/point/9999', 'large/point/9998']);

    expect((await service.request('DELETE', `/workflows/${id}`)).status).toBe(200);
    await until(async () => (await service.request('GET', '/jobs')).body.length === 0);
    const [workflow] = (await service.request('GET', `/workflows/${id}`)).body;
    expect(workflow).toMatchObject({ status: 'deleted', progress: { total: count, queued: 0, running: 0 } });
  });
});
