// Times the job client and the service beside Dask and submitit, and prints Markdown tables. Called by `npm run bench -- jobs`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../cli/setup/steps.mjs';
import { large, many, newest, one } from './figures.mjs';
import { close, slots } from './service.mjs';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
const count = quick
  ? { rounds: 1, ones: 5, submititOnes: 2, many: 100, submititMany: 6, sweep: 1000, listed: 5000 }
  : { rounds: 3, ones: 50, submititOnes: 5, many: 1000, submititMany: 10, sweep: 10_000, listed: 100_000 };

const python = join(root, 'bench/peers/venv', process.platform === 'win32' ? 'Scripts' : 'bin', 'python');

/** Figures of a peer, from a process of its own. */
function peer(name, ones, manyJobs) {
  const script = join(root, 'bench/jobs/peers.py');
  const lines = execFileSync(python, [script, name, String(ones), String(manyJobs)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = lines
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  return Object.fromEntries(told.map(({ figure, value }) => [figure, value]));
}

async function ours() {
  await one();
  const times = [];
  for (let run = 0; run < count.ones; run += 1) times.push(await one());
  return { one: times, many: await many(count.many) };
}

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = value => value.toFixed(value < 10 ? 1 : 0);

function row(label, figures) {
  const [tunebook, ...others] = figures;
  return `| ${[label, ...figures.map(shown), ...others.map(other => (tunebook / other).toFixed(2))].join(' | ')} |`;
}

const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
const pinned = readFileSync(join(root, 'bench/jobs/peers.txt'), 'utf8');
const peerVersion = name => new RegExp(`^${name}==(\\S+)`, 'm').exec(pinned)[1];
console.log(
  `${new Date().toISOString().slice(0, 10)}, tunebook ${version} on Node ${process.version}, Dask ` +
    `${peerVersion('distributed')}, submitit ${peerVersion('submitit')}, ${slots} slots, ${availableParallelism()} cores, ` +
    `load ${loadavg()[0].toFixed(1)} at the start.\n`,
);

// The peers take turns, so that a busy moment meets all.
const rounds = { tunebook: [], dask: [], submitit: [] };
for (let round = 0; round < count.rounds; round += 1) {
  rounds.tunebook.push(await ours());
  rounds.dask.push(peer('dask', count.ones, count.many));
  rounds.submitit.push(peer('submitit', count.submititOnes, count.submititMany));
}
const all = Object.values(rounds);
const load = loadavg()[0].toFixed(1);
console.log(`| load ${load} | tunebook | Dask | submitit | / Dask | / submitit |`);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
console.log(
  row(
    'one job, submit to seen done, ms (median)',
    all.map(of => median(of.flatMap(each => each.one))),
  ),
);
console.log(
  row(
    `${count.many} separate jobs, all seen done, jobs/s (median)`,
    all.map(of => median(of.map(each => each.many))),
  ),
);

const watched = await large(count.sweep, 5);
const listed = await newest(count.listed, 20);
await close();
const memory = ({ memory: found }) =>
  found ? `${shown(found.now)} MB, at most ${shown(found.most)} MB` : 'not known here';
console.log(`\n| load ${loadavg()[0].toFixed(1)} | tunebook |\n| --- | ---: |`);
for (const [label, value] of [
  [`submit ${count.sweep} jobs as one sweep: accepted`, `${shown(watched.accepted)} ms`],
  [`submit ${count.sweep} jobs as one sweep: the last one stored`, `${shown(watched.stored)} ms`],
  ['first job running before the last is stored', watched.firstRanBefore ? 'yes' : 'no'],
  [`requests while ${count.sweep} jobs are watched for 5 s`, watched.requests],
  [`memory of the service with ${count.sweep} jobs watched`, memory(watched)],
  [`newest 100 of ${count.listed} jobs by label (median)`, `${shown(median(listed.label))} ms`],
  [`newest 100 of ${count.listed} jobs by state (median)`, `${shown(median(listed.state))} ms`],
  [`memory of the service with ${count.listed} jobs`, memory(listed)],
]) {
  console.log(`| ${label} | ${value} |`);
}
