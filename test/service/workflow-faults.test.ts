import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isFinal } from '../../dist/lib/model/states.js';
import type { WorkflowRead } from '../../dist/lib/model/workflow-read.js';
import { Random, seeds, soaking } from '../support/seeds.ts';
import { randomWorkflow } from './random-workflow.ts';
import { TestService, until } from './support.ts';
import { jobsOf } from './workflow-support.ts';

/** About how many jobs: all 200 in a soak. */
const size = soaking ? 200 : 50;

describe('a workflow of a service that is killed again and again', () => {
  it.each(seeds)(
    'runs each of its jobs as often as it should, and ends once (seed %i)',
    async seed => {
      const random = new Random(seed);
      await using service = await TestService.start({ cpus: 4 });
      const folder = join(service.home, 'marks');
      await mkdir(folder);
      const { json, end } = randomWorkflow(random, size, folder);
      const killing = killAgainAndAgain(service, random);
      const headers = { 'idempotency-key': 'workflow' };
      const { body } = await until(() =>
        service.request('POST', '/workflows', json, headers).catch(() => undefined),
      );
      await killing;
      const id = body.id as number;
      const ended = await until(async () => {
        const [workflow] = (await service.request('GET', `/workflows/${id}`)).body as WorkflowRead[];
        return isFinal(workflow!.status) ? workflow : undefined;
      }, 100_000);
      expect(ended).toMatchObject({
        status: end.status,
        progress: { ...end.progress, queued: 0, running: 0 },
      });

      const jobs = await jobsOf(service, id);
      expect(jobs.every(job => isFinal(job.status))).toBe(true);
      expect(counts(jobs.map(job => job.name.replace(/^random\//, '')))).toEqual(sorted(end.runs));

      const lines = (await readFile(join(folder, 'marks'), 'utf8')).trim().split('\n');
      for (const moment of ['start', 'end']) {
        const marks = lines.filter(line => line.startsWith(`${moment} `));
        // "start s1 7" is a run of s1/7, "start s1" one of s1.
        const names = marks.map(line => line.trim().split(' ').slice(1).join('/'));
        expect([moment, counts(names)]).toEqual([moment, sorted(end.runs)]);
      }
      expect((await service.request('GET', '/workflows?all=1')).body).toHaveLength(1);
      expect((await service.request('GET', '/jobs')).body).toEqual([]);
    },
    150_000,
  );
});

async function killAgainAndAgain(service: TestService, random: Random): Promise<void> {
  for (let times = random.int(2, 5); times > 0; times -= 1) {
    await delay(random.int(5, 600));
    await service.kill('SIGKILL');
    await delay(random.int(0, 200));
    await service.restart();
  }
}

function counts(names: readonly string[]): [string, number][] {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return sorted(found);
}

function sorted(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
