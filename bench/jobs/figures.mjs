// What is measured of our service and client. Times are milliseconds.
import { setTimeout as delay } from 'node:timers/promises';
import { ask, memory, requests, tunebook } from './service.mjs';

const { Job, ParameterSet, ParameterSweep, Workflow, asCompleted } = tunebook;

const job = (command = 'true', options = {}) =>
  new Job({
    name: 'bench',
    ...options,
    tasks: [{ image: 'host', command }],
    resources: { cpus: 1, memory: 0.1 },
  });

async function timed(action) {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

/** One job from its submission until it is seen done. */
export function one() {
  return timed(async () => {
    const submitted = await job().create();
    await submitted.wait();
    if (!submitted.succeeded) throw new Error(`Job ${submitted.id} failed: ${submitted.reason}`);
  });
}

/** Jobs per second of so many separate ones, from the first submission until all are seen done. */
export async function many(count) {
  let succeeded = 0;
  const time = await timed(async () => {
    const submitted = Array.from({ length: count }, () => job());
    await Promise.all(submitted.map(each => each.create()));
    for await (const each of asCompleted(submitted)) succeeded += each.succeeded ? 1 : 0;
  });
  if (succeeded !== count) throw new Error(`${count - succeeded} of ${count} jobs failed`);
  return (count / time) * 1000;
}

/** Jobs that last, as one sweep, and how long that took. */
async function sweep(count) {
  const point = job('sleep 100000', { name: 'point', labels: { study: 'bench' } });
  const workflow = new Workflow({
    name: 'sweep',
    jobs: [point],
    factories: [
      new ParameterSweep({
        jobs: ['point'],
        parameters: [new ParameterSet('x', { start: 1, end: count, step: 1 })],
      }),
    ],
  });
  const began = performance.now();
  await workflow.create();
  const accepted = performance.now() - began;
  do {
    await delay(20);
    await workflow.status();
  } while (workflow.progress.waiting > 0);
  const stored = performance.now() - began;
  const [last] = await ask('/jobs?limit=1');
  if (last.name !== `sweep/point/${count - 1}`) throw new Error(`${last.name} is the last of ${count} jobs`);
  return { workflow, accepted, stored };
}

/** So many jobs of one sweep: stored, watched for some seconds, and the memory of the service then. */
export async function large(count, seconds) {
  const { workflow, accepted, stored } = await sweep(count);
  const submitted = await workflow.listJobs();
  const [first, last] = [submitted[0], submitted.at(-1)];
  const started = (await tunebook.jobs.get(first.id)).times.started;
  const before = requests();
  const stop = AbortSignal.timeout(seconds * 1000);
  await asCompleted(submitted, { signal: stop })
    .next()
    .catch(error => {
      if (error.code !== 'detached') throw error;
    });
  const figures = {
    accepted,
    stored,
    firstRanBefore: started < last.times.created,
    requests: requests() - before,
    memory: memory(),
  };
  await workflow.cancel();
  return figures;
}

/** The newest 100 of so many jobs: by label, by state. */
export async function newest(count, runs) {
  const { workflow } = await sweep(count);
  const times = { label: [], state: [] };
  for (let run = 0; run < runs; run += 1) {
    times.label.push(await timed(() => ask('/jobs?constraint=study=bench&limit=100')));
    times.state.push(await timed(() => ask('/jobs?status=idle&limit=100')));
  }
  const figures = { ...times, memory: memory() };
  await workflow.cancel();
  return figures;
}
