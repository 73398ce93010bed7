import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCompleted, Repeat, sh, Workflow } from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { TestHome } from '../../support/service.ts';

const count = 2000;

let home: TestHome;
const requests: string[] = [];
const plainFetch = globalThis.fetch;

beforeAll(async () => {
  home = await TestHome.make();
  await writeFile(join(home.folder, 'settings.json'), '{"cpus": 1}');
  RecordingPort.register();
  globalThis.fetch = (input, init) => {
    const { method, url } = input as Request;
    requests.push(`${method} ${new URL(url).pathname}`);
    return plainFetch(input, init);
  };
});
afterAll(async () => {
  globalThis.fetch = plainFetch;
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
