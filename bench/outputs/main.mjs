// Times reading and showing of files beside pandas and polars, and prints Markdown tables. Called by `npm run bench -- outputs`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../cli/setup/steps.mjs';
import { cells } from './cells.mjs';
import { median } from './median.mjs';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
const turns = quick ? 1 : 3;
const rounds = quick ? 2 : 5;
const python = join(root, 'bench/peers/outputs-venv/bin/python');
const peers = join(root, 'bench/outputs/peers.py');
const folder = mkdtempSync(join(tmpdir(), 'tunebook-bench-'));

function lines(program, args) {
  const text = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

const who = {
  tunebook: () => lines(process.execPath, [join(root, 'bench/outputs/ours.mjs'), folder, rounds]),
  polars: () => lines(python, [peers, 'polars', folder, rounds]),
  pandas: () => lines(python, [peers, 'pandas', folder, rounds]),
};

const shown = value => (value === undefined ? '-' : value.toFixed(value < 10 ? 1 : 0));

try {
  const [sizes] = lines(python, [peers, 'make', folder]);
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  const pinned = readFileSync(join(root, 'bench/outputs/peers.txt'), 'utf8');
  const peer = name => `${name} ${new RegExp(`^${name}==(\\S+)`, 'm').exec(pinned)[1]}`;
  console.log(
    `${new Date().toISOString().slice(0, 10)}, tunebook ${version} on Node ${process.version}, ${peer('polars')}, ${peer('pandas')}; ` +
      `${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)} at the start; a CSV of ${Math.round(sizes['data.csv'] / 1e6)} MB, ` +
      `a Parquet file of ${Math.round(sizes['data.parquet'] / 1e6)} MB.\n`,
  );

  // They take turns, so that a busy moment meets all.
  const found = new Map();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [name, measure] of Object.entries(who)) {
      for (const { figure, first, median } of measure()) {
        const key = `${name} ${figure}`;
        found.set(key, [...(found.get(key) ?? []), { first, median }]);
      }
    }
  }
  const figure = (name, what, which) => {
    const times = found.get(`${name} ${what}`)?.map(each => each[which]);
    return times && median(times);
  };
  console.log(`| ms (median) | tunebook | polars | polars, lazily | pandas | / polars | / pandas |`);
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [label, what, which] of [
    ['load a CSV and group by a column', 'csv', 'median'],
    ['the same, the first time in a process', 'csv', 'first'],
    ['load a Parquet file and group by a column', 'parquet', 'median'],
    ['the same, the first time for this file', 'parquet', 'first'],
    ['first rows of a CSV of 5 GB, the first time in a process', 'view', 'first'],
    ['first rows of a CSV of 5 GB', 'view', 'median'],
  ]) {
    const ours = figure('tunebook', what, which);
    const polars = figure('polars', what, which);
    const pandas = figure('pandas', what, which);
    const lazily = figure('polars', `${what} lazily`, which);
    const row = [ours, polars, lazily, pandas].map(shown);
    console.log(`| ${[label, ...row, (ours / polars).toFixed(2), (ours / pandas).toFixed(2)].join(' | ')} |`);
  }

  console.log(`\n| ms, load ${loadavg()[0].toFixed(1)} | tunebook |\n| --- | ---: |`);
  for (const [label, value] of await cells(folder, quick ? 1 : 5))
    console.log(`| ${label} | ${shown(value)} |`);
} finally {
  rmSync(folder, { recursive: true });
}
