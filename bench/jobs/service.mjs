// A service with a home of its own and two slots, and the client that cells use.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from '../../cli/setup/steps.mjs';

export const slots = 2;

const home = mkdtempSync(join(tmpdir(), 'tunebook-bench-'));
process.env.TUNEBOOK_HOME = home;
delete process.env.PROMINENCE_URL;
delete process.env.PROMINENCE_TOKEN;
writeFileSync(join(home, 'settings.json'), JSON.stringify({ cpus: slots }));

let sent = 0;
const { fetch } = globalThis;
globalThis.fetch = (...request) => {
  sent += 1;
  return fetch(...request);
};

/** Requests that this process has sent so far. */
export const requests = () => sent;

/** What cells have without an import; the service starts when it is needed. */
export const tunebook = await import(pathToFileURL(join(root, 'dist/lib/index.js')));

const record = () => JSON.parse(readFileSync(join(home, 'service.json'), 'utf8'));

/** MB that the service takes now, and the most that it has taken; undefined where the system has no /proc. */
export function memory() {
  try {
    const status = readFileSync(`/proc/${record().pid}/status`, 'utf8');
    const megabytes = name => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
    return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
  } catch {
    return undefined;
  }
}

/** Asks the service itself: `path` with its query; its JSON. */
export async function ask(path) {
  const { url, token } = record();
  return (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
}

/** Ends the service and removes its home; what it still runs ends first. */
export async function close() {
  for (const workflow of await tunebook.workflows.list()) await workflow.cancel();
  for (const job of await tunebook.jobs.list()) await job.cancel();
  const { url, token, pid } = record();
  await fetch(`${url}/shutdown`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  while (lives(pid)) await delay(20);
  rmSync(home, { recursive: true, force: true });
}

function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
