import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job, jobs, sh } from '../../../dist/lib/index.js';
import { isAlive } from '../../../dist/lib/model/is-alive.js';
import { isOlder } from '../../../dist/lib/model/versions.js';
import { otherVersion } from '../../support/other-version.ts';
import { RecordingPort } from '../../support/recording-port.ts';
import { serve } from '../../support/serve.ts';
import { TestHome } from '../../support/service.ts';
import { packageRoot } from '../../support/tunebook.ts';

let home: TestHome;
let packages: string;

beforeEach(async () => {
  home = await TestHome.make();
  packages = await mkdtemp(join(tmpdir(), 'tunebook-versions-'));
  RecordingPort.register();
});
afterEach(async () => {
  await home.dispose();
  await rm(packages, { recursive: true, force: true });
});

/** Serves this home with another version of the package, until it is told to end. */
async function serveVersion(version: string): Promise<{ ended: Promise<number | null> }> {
  const main = await otherVersion(packages, version);
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...process.env }, // jest's, which has the folder of this test
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  await Promise.race([once(child.stdout, 'data'), ended]);
  return { ended };
}

const script = (command: string) => new Job({ tasks: [{ image: 'host', command }] });

const ourVersion = async () =>
  (JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;

it('takes over from an older service, whose running job goes on and ends once', async () => {
  const older = await serveVersion('0.0.9');
  const before = await home.service();
  const gate = join(home.folder, 'gate');
  const ran = join(home.folder, 'ran');
  const { url, token } = before;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const task = {
    image: 'host',
    cmd: sh`echo begun; while [ ! -e ${gate} ]; do sleep 0.05; done; echo ran >> ${ran}`,
  };
  const body = JSON.stringify({ tasks: [task], resources: { cpus: 1, memory: 0.1 } });
  const { id } = (await (await fetch(`${url}/jobs`, { method: 'POST', headers, body })).json()) as {
    id: number;
  };

  const job = await jobs.get(id); // by this version
  expect(await older.ended).toBe(0);
  expect(await home.service()).toMatchObject({ version: await ourVersion(), url });
  await writeFile(gate, '');
  await job.wait();
  expect(job.succeeded).toBe(true);
  expect(await readFile(ran, 'utf8')).toBe('ran\n');
  expect(await job.stdout()).toBe('begun\n');
});

it('works with a newer service and leaves it alone', async () => {
  await serveVersion('99.0.0');
  const before = await home.service();
  expect((await script('true').run()).succeeded).toBe(true);
  expect(await home.service()).toEqual(before);
  expect(isAlive(before.pid)).toBe(true);
});

it('refuses a service whose API it does not know, and says what to do', async () => {
  const newer = await serve((_, reply) => {
    reply.setHeader('content-type', 'application/json');
    reply.end(JSON.stringify({ service: 'tunebook', version: '99.0.0', pid: process.pid, events: true }));
  });
  const record = join(home.folder, 'service.json');
  const url = `${newer.url}/prominence/v1`;
  await writeFile(record, JSON.stringify({ pid: process.pid, url, token: 't', version: '99.0.0', api: 2 }));
  await expect(jobs.list()).rejects.toMatchObject({
    name: 'ServiceError',
    code: 'protocol',
    message: expect.stringMatching(
      /is of Tunebook 99\.0\.0, .* Use the newer Tunebook here too, or set TUNEBOOK_HOME/,
    ),
  });
  await rm(record);
  await newer.close();
});

it.each([
  ['0.1.0', '0.1.1'],
  ['0.9.3', '0.10.0'],
  ['1.0.0-beta.2', '1.0.0-beta.10'],
  ['1.0.0-rc.1', '1.0.0'],
])('knows that %s is older than %s', (older, newer) => {
  expect(isOlder(older, newer)).toBe(true);
  expect(isOlder(newer, older)).toBe(false);
  expect(isOlder(older, older)).toBe(false);
});
