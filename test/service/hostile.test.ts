import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, list } from 'tar';
import { isAlive } from '../../dist/lib/model/is-alive.js';
import { TestService, until } from './support.ts';

describe('a job that does what it should not', () => {
  let service: TestService;
  let outside: string;

  beforeAll(async () => {
    service = await TestService.start({ cpus: 4 });
    outside = await mkdtemp(join(tmpdir(), 'tunebook-outside-'));
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await rm(outside, { recursive: true });
  });

  const pidIn = (path: string) =>
    until(async () => Number(await readFile(path, 'utf8').catch(() => '')) || undefined);
  const runShell = async (script: string, more: object = {}) => {
    const id = await service.submit({ tasks: [{ cmd: `/bin/sh -c '${script}'` }], ...more });
    return { id, job: await service.ended(id) };
  };

  // Elsewhere there is no way to see the environment of another process, by which they are found.
  if (process.platform === 'linux') {
    it('has no process left that became a daemon, however it ends', async () => {
      const daemon = (name: string) => `setsid sh -c "echo \\$\\$ > ${join(outside, name)}; sleep 1000" &`;
      await runShell(`${daemon('done')} sleep 0.2`);
      await runShell(`${daemon('walltime')} sleep 1000`, {
        resources: { cpus: 1, memory: 0.1, walltime: 0.3 / 60 },
      });
      const id = await service.submitCommands(`/bin/sh -c '${daemon('deleted')} sleep 1000'`);
      const deleted = await pidIn(join(outside, 'deleted'));
      expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
      for (const pid of [
        deleted,
        await pidIn(join(outside, 'done')),
        await pidIn(join(outside, 'walltime')),
      ]) {
        expect([pid, isAlive(pid)]).toEqual([pid, false]);
      }
    });
  }

  it('is ended while a process that it left behind holds the pipe to its output file', async () => {
    const id = await service.submit({
      tasks: [{ cmd: `/bin/sh -c 'sleep 1000 & echo whole'`, stdout: 'log' }, { cmd: 'cat log' }],
      resources: { cpus: 1, memory: 0.1, walltime: 0.5 },
    });
    expect((await service.ended(id)).status).toBe('completed');
    expect(await service.stdout(id)).toBe('whole\nwhole\n');
  });

  it('is deleted, and holds up nobody, when it puts a pipe in place of its journal', async () => {
    const ready = join(outside, 'piped');
    const id = await service.submitCommands(
      `/bin/sh -c 'rm ../journal; mkfifo ../journal; echo $$ > ${ready}; sleep 1000'`,
    );
    const pid = await pidIn(ready);
    await runShell('true');
    expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
    expect(isAlive(pid)).toBe(false);
  });

  it('is read, and holds up nobody, when it puts pipes in place of what tells of it', async () => {
    const ready = join(outside, 'pipes');
    const id = await service.submitCommands(
      `/bin/sh -c 'echo said; rm ../journal ../staged.json; mkfifo ../journal ../staged.json; echo $$ > ${ready}; sleep 1000'`,
    );
    await pidIn(ready);
    // More than there are threads that read files.
    const said = await Promise.all(Array.from({ length: 8 }, () => service.stdout(id)));
    expect(said).toEqual(Array.from({ length: 8 }, () => 'said\n'));
    expect((await service.request('POST', `/jobs/${id}/exec`, { command: 'true' })).status).toBe(400);
    expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
  });

  it('keeps the output files of sidecars and tasks apart', async () => {
    const id = await service.submit({
      tasks: [
        { type: 'sidecar', cmd: `/bin/sh -c 'echo one; exec sleep 1000'`, stdout: 'one' },
        { type: 'sidecar', cmd: `/bin/sh -c 'echo two; exec sleep 1000'`, stdout: 'two' },
        {
          cmd: `/bin/sh -c 'until test -s one && test -s two; do sleep 0.02; done; cat one two'`,
          stdout: 'log',
        },
      ],
      outputFiles: ['one', 'two', 'log'],
    });
    const { outputFiles } = await service.ended(id);
    const texts = await Promise.all(outputFiles!.map(async file => (await fetch(file.url)).text()));
    expect(texts).toEqual(['one\n', 'two\n', 'one\ntwo\n']);
  });

  it('goes on after it closed its streams, and may print much at once', async () => {
    const { id, job } = await runShell(
      'head -c 200000000 /dev/zero | tr "\\\\0" "x"; exec >&- 2>&-; sleep 0.1; touch out',
      { outputFiles: ['out'] },
    );
    expect(job.status).toBe('completed');
    const answer = await fetch(`${service.record.url}/jobs/${id}/stdout?offset=199999990`, {
      headers: { authorization: `Bearer ${service.record.token}` },
    });
    expect(await answer.text()).toBe('x'.repeat(10));
    if (process.platform === 'linux') expect(await memory(service, 'VmRSS')).toBeLessThan(300_000);
  });

  it('stores outputs that are links as copies of what they name, and special files not at all', async () => {
    await writeFile(join(outside, 'other'), 'before');
    const { job } = await runShell(
      `ln ${outside}/other hard; ln -s ${outside}/other soft; mkfifo fifo; ln -s /dev/zero zero; ln -s nowhere broken`,
      { outputFiles: ['hard', 'soft', 'fifo', 'zero', 'broken'] },
    );
    await writeFile(join(outside, 'other'), 'changed');
    expect(job.statusReason).toBe('Stageout failed due to no such file or directory: fifo, zero, broken');
    const stored = job.outputFiles!.filter(file => file.url !== '');
    const texts = await Promise.all(stored.map(async file => (await fetch(file.url)).text()));
    expect(texts).toEqual(['before', 'before']);
  });

  it('packs a link to a folder as that folder', async () => {
    await mkdir(join(outside, 'results'));
    await writeFile(join(outside, 'results', 'a.csv'), '1');
    // What is no file is left out, and does no harm to what is packed after it.
    spawnSync('mkfifo', [join(outside, 'results', 'a')]);
    const { job } = await runShell(`ln -s ${outside}/results plots`, { outputDirs: ['plots'] });
    const [folder] = job.outputDirs as { url: string }[];
    const packed = join(outside, 'plots.tgz');
    await writeFile(packed, Buffer.from(await (await fetch(folder!.url)).arrayBuffer()));
    const members: string[] = [];
    await list({ file: packed, onReadEntry: entry => members.push(entry.path) });
    expect(members).toEqual(['plots/', 'plots/a.csv']);
  });

  it('keeps outputs whose names no other alphabet is short of', async () => {
    const name = `${'分子動力学'.repeat(10)} & 100%.txt`;
    const { job } = await runShell(`echo 1 > "${name}"`, { outputFiles: [name] });
    expect(job.status).toBe('completed');
    expect(await (await fetch(job.outputFiles![0]!.url)).text()).toBe('1\n');
  });

  it('can not keep the service busy with patterns', async () => {
    const { job } = await runShell(
      `ln -s . a; ln -s . b; ln -s . c; touch ${'a'.repeat(200)}; touch "x[1]"; touch x-`,
      { outputFiles: [`${'*/'.repeat(60)}nothing`, `${'*a'.repeat(40)}b`, 'x[[]1]', 'x[!a-z0-9]', '?[1-]'] },
    );
    expect(job.statusReason).toMatch(/: (\*\/){60}nothing, (\*a){40}b$/);
  });

  it('says that a command is too long for the system', async () => {
    const { id, job } = await runShell(`true ${'x'.repeat(3_000_000)}`);
    expect(job.execution!.tasks![0]!.exitCode).toBeGreaterThan(0);
    expect(await service.stderr(id)).toMatch(/too long/i);
  });

  it('may set variables that some shells keep for themselves', async () => {
    const id = await service.submit({
      tasks: [
        {
          cmd: `printf '%s|' "$UID"`,
          env: { UID: 12, SHELLOPTS: 'x', IFS: 'a', TEXT: 'two\nlines=2', OPTIND: 'no' },
        },
        { cmd: '/usr/bin/env', env: { UID: 12, TEXT: 'two\nlines=2' } },
      ],
    });
    await service.ended(id);
    expect(await service.stdout(id)).toMatch(/^\$UID\|(.|\n)*UID=12\n/);
    expect(await service.stdout(id)).toContain('TEXT=two\nlines=2\n');
  });

  describe('with archives', () => {
    const unpacked = async (name: string, bytes: Buffer, cmd: string, more: object[] = []) => {
      const { body } = await service.request('POST', '/data/upload', { filename: name });
      await fetch(body.url, { method: 'PUT', body: new Uint8Array(bytes) });
      const id = await service.submit({ tasks: [{ cmd }], artifacts: [{ url: name }, ...more] });
      const job = await service.ended(id);
      return { job, stdout: await service.stdout(id) };
    };

    it('that were compressed with gzip has it unpacked', async () => {
      expect((await unpacked('x.txt.gz', gzipSync('points'), 'cat x.txt')).stdout).toBe('points');
    });

    it('that were compressed with bzip2 has them unpacked, or says that the machine has no bzip2', async () => {
      const file = Buffer.from('QlpoOTFBWSZTWfSUDM8AAAGBgAAhzAAgACGADAGpduLuSKcKEh6SgZng', 'base64');
      const archive = Buffer.from(
        'QlpoOTFBWSZTWeLHIeoAAHn7kMmAAERAAXcAAEBiY95ABAAACCAAVDSh6jQ00PIgYagklNqBoAANB2fNF4IQSnSEjF8GJpRqoQIYTBvfBCNH3uBRMLs+Jo4k9ScvqSBhprB9LODQazZqREB+LuSKcKEhxY5D1A==',
        'base64',
      );
      const ofFile = await unpacked('y.txt.bz2', file, 'cat y.txt');
      const ofArchive = await unpacked('m.tar.bz2', archive, 'cat mesh.txt');
      const { job: broken } = await unpacked('broken.bz2', Buffer.from('no bzip2'), 'true');
      if (spawnSync('bzip2', ['--help']).error) {
        for (const { job } of [ofFile, ofArchive]) expect(job.statusReason).toContain('bzip2');
      } else {
        expect([ofFile.stdout, ofArchive.stdout]).toEqual(['points', 'points']);
        expect(broken.statusReason).toMatch(
          /^Artifact uncompress failed: broken.bz2: it is broken \(bzip2: /,
        );
      }
    });

    it('that lead out by a link through a link is refused', async () => {
      const links = tarOf([
        { path: 'd/e/x', linkpath: '../..' },
        { path: 'y', linkpath: 'd/e/x/../..' },
      ]);
      const { job } = await unpacked('chain.tar', links, 'true');
      expect(job.statusReason).toContain('"y" is a link that leads outside of the folder');
    });

    it('that hold more than the disk it asked for fails', async () => {
      const zeros = Buffer.alloc(2 ** 26);
      const folder = join(outside, 'bomb');
      await mkdir(folder);
      await writeFile(join(folder, 'zeros'), zeros);
      await create({ gzip: true, file: join(outside, 'bomb.tgz'), cwd: outside }, ['bomb']);
      const archives = { 'bomb.tgz': await readFile(join(outside, 'bomb.tgz')), 'bomb.gz': gzipSync(zeros) };
      for (const [name, bytes] of Object.entries(archives)) {
        const { body } = await service.request('POST', '/data/upload', { filename: name });
        await fetch(body.url, { method: 'PUT', body: new Uint8Array(bytes) });
        const id = await service.submit({
          tasks: [{ cmd: 'true' }],
          artifacts: [{ url: name }],
          resources: { cpus: 1, memory: 0.1, disk: 0.05 },
        });
        expect((await service.ended(id)).statusReason).toBe(
          `Artifact uncompress failed: ${name}: with it the artifacts take more than the 0.05 GB of resources.disk: ask for more disk`,
        );
      }
    });

    it('that hold very much is ended when it is deleted', async () => {
      const bomb = gzipSync(Buffer.alloc(2 ** 28), { level: 1 });
      const { body } = await service.request('POST', '/data/upload', { filename: 'bomb.gz' });
      await fetch(body.url, { method: 'PUT', body: new Uint8Array(bomb) });
      const artifacts = Array.from({ length: 20 }, () => ({ url: 'bomb.gz' }));
      const id = await service.submit({ tasks: [{ cmd: 'true' }], artifacts });
      const file = join(service.home, 'jobs', String(id), '0', 'scratch', 'bomb');
      await until(async () => (await stat(file).catch(() => undefined))?.size);
      expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
      await until(async () => !(await stat(file).catch(() => undefined)));
    });
  });
});

describe('a machine without bzip2', () => {
  it('says what to install for an artifact that needs it', async () => {
    await using service = await TestService.start();
    const { body } = await service.request('POST', '/data/upload', { filename: 'data.bz2' });
    await fetch(body.url, { method: 'PUT', body: 'any' });
    await service.kill('SIGTERM');
    await service.restart({ PATH: service.home });
    const id = await service.submit({ tasks: [{ cmd: 'true' }], artifacts: [{ url: 'data.bz2' }] });
    expect(await service.ended(id)).toMatchObject({
      status: 'failed',
      statusReason:
        'Artifact uncompress failed: data.bz2: this machine has no bzip2: install it, or pack with gzip',
    });
  });
});

describe('a client that does what it should not', () => {
  it('is cut off when it does not read its events', async () => {
    await using service = await TestService.start({ cpus: 1 });
    const labels = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, 'v'.repeat(500)]));
    const { host, pathname } = new URL(service.record.url);
    const socket = connect(Number(host.split(':')[1]), '127.0.0.1');
    socket.pause();
    const headers = `Host: ${host}\r\nAuthorization: Bearer ${service.record.token}\r\n`;
    socket.write(`GET ${pathname}/events?all=1 HTTP/1.1\r\n${headers}\r\n`);
    let last = 0;
    for (let n = 0; n < 24; n += 1) last = await service.submit({ tasks: [{ cmd: 'true' }], labels });
    await service.ended(last);
    let text = '';
    socket.setEncoding('latin1').on('data', chunk => {
      text += chunk;
    });
    const closed = new Promise(resolve => socket.once('close', resolve));
    // One that is not cut off hears of the end and is kept.
    socket.setTimeout(5000, () => socket.destroy());
    socket.resume();
    await closed;
    const told = (id: number) => text.includes(`"id":${id},"name":"","status":"completed"`);
    expect([told(1), told(last)]).toEqual([true, false]);
    expect((await service.request('GET', '/jobs')).status).toBe(200);
  });

  it('gets nothing with its token in the query or with a signed URL used otherwise', async () => {
    await using service = await TestService.start();
    const { url, token } = service.record;
    for (const query of [`token=${token}`, `access_token=${token}`, `authorization=Bearer%20${token}`]) {
      expect((await fetch(`${url}/jobs?${query}`)).status).toBe(401);
    }
    const { body } = await service.request('POST', '/data/upload', { filename: 'x' });
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
      const answer = await fetch(body.url, { method, headers: { 'x-http-method-override': 'PUT' } });
      expect([400, 403]).toContain(answer.status);
    }
    for (const path of ['%2e%2e%2fjobs.db', '..%5cx', 'a%00b', '%ff', '%zz']) {
      expect((await fetch(body.url.replace('/x?', `/${path}?`), { method: 'PUT', body: '1' })).status).toBe(
        403,
      );
      expect((await service.request('DELETE', `/data/${path}`)).status).toBeLessThan(500);
    }
  });

  it('does not fill the memory with what it sends', async () => {
    await using service = await TestService.start();
    const chunk = new Uint8Array(2 ** 20).fill(32);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 200) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const headers = { authorization: `Bearer ${service.record.token}` };
    const status = await fetch(`${service.record.url}/jobs`, {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit).then(
      answer => answer.status,
      // It was told while it was still sending.
      () => 413,
    );
    expect(status).toBe(413);
    if (process.platform === 'linux') expect(await memory(service, 'VmHWM')).toBeLessThan(300_000);
  });
});

/** KB of a value in the status of the service's process. */
async function memory(service: TestService, name: string): Promise<number> {
  const status = await readFile(`/proc/${service.process.pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]);
}

/** A tar of symbolic links. */
function tarOf(links: readonly { path: string; linkpath: string }[]): Buffer {
  const blocks = links.map(({ path, linkpath }) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write('0000777\0', 100);
    header.write('00000000000\0', 124);
    header.write('        ', 148);
    header.write('2', 156);
    header.write(linkpath, 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return header;
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
