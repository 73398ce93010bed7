import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCompleted, Job, jobs, Repeat, sh, Workflow } from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { type RecordedRequests, recordRequests } from '../../support/requests.ts';
import { TestHome } from '../../support/service.ts';

const count = 2000;

let home: TestHome;
let recorded: RecordedRequests;
let requests: string[];

beforeAll(async () => {
  home = await TestHome.make();
  await writeFile(join(home.folder, 'settings.json'), '{"cpus": 1}');
  RecordingPort.register();
  recorded = recordRequests();
  requests = recorded.lines;
});
afterAll(async () => {
  recorded[Symbol.dispose]();
  await home.dispose();
});

it('thousands of jobs are watched to their end without requests of their own', async () => {
  const workflow = await new Workflow({
    name: 'many',
    jobs: [{ name: 'a', tasks: [{ image: 'host', command: sh`exec sleep 600` }] }],
    factories: [new Repeat({ jobs: ['a'], number: count })],
  }).create();
  let all = await workflow.listJobs();
  while (all.length < count) all = await workflow.listJobs();
  requests.length = 0;
  const ends = asCompleted(all);
  const first = ends.next();
  await workflow.cancel();
  const ids = new Set([(await first).value!.id]);
  for await (const job of ends) ids.add(job.id);
  expect(ids.size).toBe(count);
  expect(all.every(job => job.state === 'deleted')).toBe(true);
  expect(requests.length).toBeLessThan(20);
}, 120_000);

describe('jobs that are submitted in one turn', () => {
  const job = (name: string, cpus = 1) =>
    new Job({ name, tasks: [{ image: 'host', command: 'true' }], resources: { cpus } });

  it('share requests, and have their ids in the order of the calls', async () => {
    const all = Array.from({ length: 250 }, (_, i) => job(`turn ${i}`));
    requests.length = 0;
    await Promise.all(all.map(each => each.create()));
    expect(requests.length).toBeLessThan(10);
    const ids = all.map(each => each.id!);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(await Promise.all([all[0], all[249]].map(async each => (await jobs.get(each!.id!)).name))).toEqual(
      ['turn 0', 'turn 249'],
    );
    for await (const each of asCompleted(all)) expect(each.succeeded).toBe(true);
  }, 120_000);

  it('share requests also by run(), and so do the results that are used again', async () => {
    const echo = (i: number) => new Job({ tasks: [{ image: 'host', command: `echo ${i}` }] });
    const runs = () => Promise.all(Array.from({ length: 150 }, async (_, i) => (await echo(i).run()).id));
    const first = await runs();
    expect(new Set(first).size).toBe(150);
    requests.length = 0;
    expect(await runs()).toEqual(first);
    expect(requests.length).toBeLessThan(10);
  }, 120_000);

  it('are refused alone', async () => {
    const [good, bad, other] = await Promise.allSettled(
      [job('a'), job('b', 2), job('c')].map(each => each.create()),
    );
    expect([good!.status, other!.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(bad).toMatchObject({ reason: { message: expect.stringContaining('resources.cpus: got 2') } });
  });
});
