// Times transfers of a large file beside curl and boto3, and prints a Markdown table. Called by `npm run bench -- storage`.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { root } from '../../cli/setup/steps.mjs';
import { presigned, startSeaweed, startService } from './servers.mjs';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
const bytes = quick ? 128 * 2 ** 20 : 2 ** 30;
const rounds = quick ? 1 : 3;

const folder = mkdtempSync(join(tmpdir(), 'tunebook-bench-'));
const path = join(folder, 'large.bin');
const back = join(folder, 'back.bin');
const sink = join(folder, 'curl.bin');
const python = join(root, 'bench/peers/storage-venv/bin/python');

async function writeFile() {
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes; written += 2 ** 24) writeSync(file, randomBytes(2 ** 24));
  closeSync(file);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Runs a turn. It finds no file that it replaces, nothing left to be written by the turn before it, and as much memory
 * as the file takes that was in use just now: a virtual machine has to be given other memory first.
 */
function turn(command, args) {
  for (const file of [back, sink]) rmSync(file, { force: true });
  execFileSync('sync');
  execFileSync('dd', [`if=${path}`, `of=${sink}`, 'bs=1M', 'status=none']);
  rmSync(sink);
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

let most = 0;
function ours(kind, name, file) {
  const told = turn(process.execPath, [join(root, 'bench/storage/transfer.mjs'), kind, name, file]);
  const { seconds, memory } = JSON.parse(told.split('\n').find(line => line.startsWith('{')));
  most = Math.max(most, memory);
  return seconds;
}
const boto = (kind, name, file) =>
  Number(turn(python, [join(root, 'bench/storage/peer.py'), kind, name, file]));
/** @param sink where the body of the reply goes: of two such options curl honours the first alone */
function curl(sink, ...args) {
  const told = turn('curl', [
    '--silent',
    '--fail',
    '--output',
    sink,
    '--write-out',
    '%{time_total}',
    ...args,
  ]);
  return Number(told.trim().split('\n').at(-1));
}

/** Of what nobody has fetched for a while the first one would wait for the disk, and the others not. */
const fetchOnce = url => curl('/dev/null', url);

const checksum = await writeFile();
const stopSeaweed = await startSeaweed(join(folder, 'weed'));
const service = await startService(join(folder, 'home'), bytes);
const load = loadavg()[0].toFixed(1);
const figures = {};
const note = (row, column, seconds) => {
  figures[row] ??= {};
  figures[row][column] ??= [];
  figures[row][column].push(seconds);
};

/** What each peer does for a row, and what comes before the first of them. */
const rows = {
  'folder store, up': {
    tunebook: name => ours('upload', name, path),
    curl: async name => curl('/dev/null', '-T', path, await service.uploadUrl(`curl-${name}`, checksum)),
  },
  'folder store, down': {
    before: async () => fetchOnce(await service.outputUrl()),
    tunebook: () => ours('download', String(service.job), back),
    curl: async () => curl(sink, await service.outputUrl()),
  },
  'SeaweedFS, up': {
    tunebook: name => ours('put', name, path),
    boto3: name => boto('put', `boto-${name}`, path),
    curl: async name => curl('/dev/null', '-T', path, await presigned(`curl-${name}`, 'PUT')),
  },
  'SeaweedFS, down': {
    before: async name => fetchOnce(await presigned(name, 'GET')),
    tunebook: name => ours('get', name, back),
    boto3: name => boto('get', name, sink),
    curl: async name => curl(sink, await presigned(name, 'GET')),
  },
};

try {
  // All take turns, so that a busy moment meets all, and each is the first one in its round.
  for (let round = 0; round < rounds; round += 1) {
    const name = `round-${round}.bin`;
    for (const [row, { before, ...peers }] of Object.entries(rows)) {
      await before?.(name);
      const order = Object.entries(peers);
      order.push(...order.splice(0, round % order.length));
      for (const [column, transfer] of order) note(row, column, await transfer(name));
    }
  }
} finally {
  await service.close();
  await stopSeaweed();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rate = seconds => (seconds ? bytes / 1e6 / median(seconds) : undefined);
const shown = value => (value === undefined ? '' : value.toFixed(0));
const ratio = (one, other) => (other === undefined ? '' : (one / other).toFixed(2));
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
console.log(
  `${new Date().toISOString().slice(0, 10)}, tunebook ${version} on Node ${process.version}, ${bytes / 2 ** 20} MiB, MB/s (median of ${rounds}), ` +
    `${availableParallelism()} cores shared by client and server, load ${load} at the start.\n`,
);
console.log('| | tunebook | curl | boto3 | / curl | / boto3 |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [row, of] of Object.entries(figures)) {
  const [own, ...others] = [rate(of.tunebook), rate(of.curl), rate(of.boto3)];
  console.log(
    `| ${[row, shown(own), ...others.map(shown), ...others.map(other => ratio(own, other))].join(' | ')} |`,
  );
}
console.log(`\nMemory above idle, at most: ${most.toFixed(0)} MB.`);
process.exit();
