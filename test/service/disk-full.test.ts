import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallDisk } from './small-disk.ts';
import { TestService, until } from './support.ts';

const disk = await SmallDisk.make(16);
if (typeof disk === 'string') console.warn(`A full disk is NOT tested: ${disk}.`);

const trivial = { tasks: [{ cmd: 'true' }], resources: { cpus: 1, memory: 0.1 } };
const reason = expect.stringMatching(/^Disk full: there is no room left in \/\S+/);

(typeof disk === 'string' ? describe.skip : describe)('a service whose disk is full', () => {
  const small = disk as SmallDisk;
  let service: TestService;
  let before: number;

  beforeAll(async () => {
    service = await TestService.start({ cpus: 4 }, small);
    before = await service.submitCommands('echo before');
    await service.ended(before);
  });
  beforeEach(() => small.empty());
  afterAll(async () => {
    await small.empty();
    await service[Symbol.asyncDispose]();
    await small[Symbol.asyncDispose]();
  });

  const refusals = () =>
    Promise.all([
      service.request('POST', '/jobs', trivial),
      service.request('POST', '/jobs/bulk', { jobs: [trivial, trivial] }),
      service.request('POST', '/workflows', { name: 'w', jobs: [{ name: 'a', ...trivial }] }),
      service.request('PUT', `/jobs/${before}/clone`),
      service.request('POST', '/kv/a', 'value'.repeat(3000)),
    ]);

  it('refuses what is new and says why, answers what it is asked, and goes on when there is room', async () => {
    await small.fill();
    const known = (await service.request('GET', '/jobs?all=1')).body.length;
    const full = {
      error: expect.stringMatching(/^Nothing was done: the disk of \/\S+ is full\. Free some space/),
    };
    for (const answer of await refusals()) expect(answer).toEqual({ status: 507, body: full });
    const { body } = await service.request('POST', '/data/upload', { filename: 'large' });
    const upload = await fetch(body.url, { method: 'PUT', body: Buffer.alloc(100_000) });
    expect([upload.status, await upload.json()]).toEqual([507, full]);
    expect((await service.request('GET', '/jobs?all=1')).body).toHaveLength(known);
    expect(await service.stdout(before)).toBe('before\n');
    await small.empty();
    const after = await service.submitCommands('echo after');
    expect((await service.ended(after)).status).toBe('completed');
    expect(await service.stdout(after)).toBe('after\n');
    expect((await service.request('GET', '/data')).body).toEqual([]);
  });

  it('fails the jobs that need room, ends others when asked, and keeps those that wait, also over a crash', async () => {
    const gate = await mkdtemp(join(tmpdir(), 'tunebook-gate-'));
    const atGate = (command: string) =>
      `/bin/sh -c 'until test -e ${gate}/go; do sleep 0.05; done; ${command}'`;
    const content = randomBytes(1_500_000).toString('base64');
    const writes = await service.submitCommands(atGate('cat /dev/zero > big'));
    const packs = await service.submit({
      tasks: [{ cmd: atGate('mkdir folder; mv large folder') }],
      inputs: [{ filename: 'large', content }],
      outputDirs: ['folder'],
    });
    const stays = await service.submitCommands('sleep 1000');
    for (const id of [writes, packs, stays]) await service.reaches(id, 'running');
    const waits = await service.submit({ ...trivial, resources: { cpus: 4, memory: 0.1 } });

    await small.fill();
    await service.kill('SIGKILL');
    await service.restart();
    await writeFile(join(gate, 'go'), '');
    for (const id of [writes, packs]) {
      expect(await service.ended(id)).toMatchObject({ status: 'failed', statusReason: reason });
    }
    // What the ends of those were stored with is held back again.
    const reserve = join(service.home, 'reserve');
    await until(async () => (await stat(reserve).catch(() => undefined))?.size === 2 ** 20);
    await small.fill();
    expect((await service.request('DELETE', `/jobs/${stays}`)).status).toBe(200);
    expect((await service.read(stays)).status).toBe('deleted');
    expect((await service.read(waits)).status).toBe('idle');

    await small.empty();
    expect((await service.ended(waits)).status).toBe('completed');
    expect(await service.stdout(before)).toBe('before\n');
    await rm(gate, { recursive: true });
  });

  it('deletes a job whose files took even the room in which that is stored', async () => {
    const id = await service.submitCommands(
      "/bin/sh -c 'head -c 3000000 /dev/zero > big; echo ready; exec sleep 1000'",
    );
    await until(async () => (await service.stdout(id)) === 'ready\n');
    await rm(join(service.home, 'reserve'), { force: true });
    await small.fill();
    expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
    expect((await service.read(id)).status).toBe('deleted');
  });
});
