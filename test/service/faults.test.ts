import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobRead } from '../../dist/lib/model/job-read.js';
import { isFinal } from '../../dist/lib/model/states.js';
import { Random, seeds } from '../support/seeds.ts';
import { eventsOf } from './listen.ts';
import { type RandomJob, randomJob } from './random-job.ts';
import { type Answer, TestService, until } from './support.ts';

const jobCount = 12;

describe('jobs of a service that is killed again and again', () => {
  it.each(seeds)(
    'end once as they should, run once, and leave nothing (seed %i)',
    async seed => {
      const random = new Random(seed);
      await using service = await TestService.start({ cpus: 4 });
      const marks = join(service.home, 'marks');
      const jobs = Array.from({ length: jobCount }, (_, index) => randomJob(random, index, marks));
      // Numbers of its own: which of the two asks first is not the seed's to say.
      const world = new World(service, new Random(seed + 1000));
      const seen = world.follow(jobCount);
      const killing = world.killAgainAndAgain(random.int(2, 5));
      const ids: number[] = [];
      for (const [index, job] of jobs.entries()) {
        await delay(random.int(0, 60));
        ids.push(await world.submit(job, index));
      }
      const removed = new Map<number, boolean>();
      for (const [index, job] of jobs.entries()) {
        if (!job.deleted) continue;
        await delay(random.int(0, 100));
        removed.set(index, await world.remove(ids[index]!));
      }
      await killing;
      for (const [index, job] of jobs.entries()) {
        const ended = await service.ended(ids[index]!);
        if (removed.get(index) || (removed.has(index) && ended.status === 'deleted')) {
          expect([index, ended.status]).toEqual([index, 'deleted']);
        } else await expectEnd(service, ids[index]!, index, job, ended);
      }
      expectForward(await seen);
      expectMarks(await readFile(marks, 'utf8').catch(() => ''), jobs, removed);
      const left = () => leftovers(service.home);
      await until(async () => (await left()).length === 0, 10_000).catch(async () =>
        expect(await left()).toEqual([]),
      );
    },
    120_000,
  );
});

/** What happens to the service: each request is made again until one answer comes, as a client does. */
class World {
  /** Aborted when nobody kills the service any more. */
  readonly #calm = new AbortController();

  constructor(
    private readonly service: TestService,
    private readonly random: Random,
  ) {}

  async killAgainAndAgain(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await delay(this.random.int(20, 500));
      await this.service.kill(this.random.chance(0.8) ? 'SIGKILL' : 'SIGTERM');
      await delay(this.random.int(0, 200));
      await this.service.restart();
    }
    this.#calm.abort();
  }

  async submit(job: RandomJob, index: number): Promise<number> {
    const headers = { 'idempotency-key': `job ${index}` };
    const answer = await this.#ask(() => this.service.request('POST', '/jobs', job.json, headers));
    expect(answer.status).toBe(201);
    return answer.body.id as number;
  }

  /** True when the service said that it did it; the reply may have been lost, and then nobody knows. */
  async remove(id: number): Promise<boolean> {
    return (await this.#ask(() => this.service.request('DELETE', `/jobs/${id}`))).status === 200;
  }

  /** All states that the event stream told of each job, over all lives of the service. */
  async follow(count: number): Promise<Map<number, string[]>> {
    const seen = new Map<number, string[]>();
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    const ended = () => ids.every(id => isFinal(seen.get(id)?.at(-1) ?? ''));
    const calm = () => this.#calm.signal.aborted;
    while (!(calm() && ended())) {
      try {
        const { url, token } = this.service.record;
        const headers = { authorization: `Bearer ${token}` };
        // All may be told before it is calm: the stream is then opened once more.
        const signal = calm() ? null : this.#calm.signal;
        const answer = await fetch(`${url}/events?id=${ids.join(',')}`, { headers, signal });
        for await (const { event, data } of eventsOf(answer)) {
          if (event !== 'job') continue;
          const job = data as JobRead;
          seen.set(job.id, [...(seen.get(job.id) ?? []), job.status]);
          if (calm() && ended()) break;
        }
      } catch {
        await delay(10);
      }
    }
    return seen;
  }

  async #ask(request: () => Promise<Answer>): Promise<Answer> {
    return until(() => request().catch(() => undefined));
  }
}

async function expectEnd(
  service: TestService,
  id: number,
  index: number,
  job: RandomJob,
  ended: JobRead,
): Promise<void> {
  const { status, statusReason, execution } = ended;
  expect({ index, status, exitCodes: execution?.tasks?.map(task => task.exitCode) }).toEqual({
    index,
    status: job.end.status,
    exitCodes: job.end.exitCodes,
  });
  expect(statusReason ?? '').toContain(job.end.reason);
  expect(await service.stdout(id)).toBe(job.end.stdout);
  for (const file of ended.outputFiles ?? []) {
    const text = file.url === '' ? undefined : await (await fetch(file.url)).text();
    expect([index, file.name, text]).toEqual([index, file.name, job.end.outputs[file.name]]);
  }
}

function expectForward(seen: ReadonlyMap<number, readonly string[]>): void {
  const rank = (status: string) => (isFinal(status) ? 2 : status === 'running' ? 1 : 0);
  for (const [id, states] of seen) {
    const ranks = states.map(rank);
    expect([id, ranks]).toEqual([id, ranks.toSorted()]);
    expect([id, new Set(states.filter(isFinal)).size]).toEqual([id, 1]);
  }
}

function expectMarks(text: string, jobs: readonly RandomJob[], removed: ReadonlyMap<number, boolean>): void {
  const found = text.split('\n').filter(line => line !== '');
  expect(new Set(found).size).toBe(found.length);
  const wanted = jobs.flatMap((job, index) => (removed.has(index) ? [] : job.end.marks));
  const untouched = found.filter(mark => !removed.has(Number(/ (\d+)\./.exec(mark)![1])));
  expect(untouched.sort()).toEqual(wanted.sort());
}

/** Processes and working files of jobs that are still there. */
async function leftovers(home: string): Promise<string[]> {
  const left: string[] = [];
  const jobs = join(home, 'jobs');
  for (const path of await readdir(jobs, { recursive: true })) {
    if (/^\d+\/\d+\/(scratch|tmp|state)$/.test(path)) left.push(path);
  }
  for (const pid of (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name))) {
    const about = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
      readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
    ]);
    if (about.some(text => text.includes(jobs))) left.push(`process ${pid}`);
  }
  return left;
}
