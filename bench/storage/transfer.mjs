// One transfer as a cell does it, in a process of its own; prints the seconds and the memory (MB) that it took above idle.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../cli/setup/steps.mjs';

const { Artifact, jobs, s3 } = await import(pathToFileURL(join(root, 'dist/lib/index.js')));
const memory = name => {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
};

const transfers = {
  upload: (name, path) => new Artifact(name).upload(path),
  async download(id, path) {
    const job = await jobs.get(Number(id));
    return job.output('large.bin').save(path);
  },
  put: (name, path) => s3('s3://bench').put(name, path),
  get: (name, path) => s3('s3://bench').get(name, path),
};
const [kind, name, path] = process.argv.slice(2);
const idle = memory('VmRSS');
// The peers are loaded when their time begins, too.
if (kind === 'put' || kind === 'get') await s3('s3://bench').list('none');
else await jobs.list();
const began = performance.now();
await transfers[kind](name, path);
const seconds = (performance.now() - began) / 1000;
process.stdout.write(`\n${JSON.stringify({ seconds, memory: memory('VmHWM') - idle })}\n`, () =>
  process.exit(),
);
