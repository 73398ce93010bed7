import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { serve } from '../support/serve.ts';
import { TestService, until } from './support.ts';

describe('artifacts', () => {
  let service: TestService;
  let folder: string;

  beforeAll(async () => {
    service = await TestService.start();
    folder = await mkdtemp(join(tmpdir(), 'tunebook-artifacts-'));
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const upload = async (filename: string, path: string) => {
    const { body } = await service.request('POST', '/data/upload', { filename });
    await fetch(body.url, { method: 'PUT', body: await readFile(path) });
  };

  const run = async (url: string, cmd: string, more: object = {}) => {
    const id = await service.submit({ tasks: [{ cmd }], artifacts: [{ url, ...more }] });
    return { job: await service.ended(id), stdout: await service.stdout(id) };
  };

  it('are downloaded, and unpacked when they are archives', async () => {
    const source = join(folder, 'good');
    await mkdir(join(source, 'mesh'), { recursive: true });
    await writeFile(join(source, 'mesh', 'points'), 'p1');
    await symlink('points', join(source, 'mesh', 'link'));
    const packed = join(folder, 'good.tgz');
    await create({ gzip: true, file: packed, cwd: source }, ['mesh']);
    const bytes = await readFile(packed);
    let asked = 0;
    const server = await serve((_, reply) => {
      asked += 1;
      // The first try fails: it is tried again.
      reply.writeHead(asked === 1 ? 503 : 200).end(asked === 1 ? '' : bytes);
    });
    try {
      const { job, stdout } = await run(
        `${server.url}/files/good.tgz?key=secret`,
        `/bin/sh -c 'cat mesh/link; ls'`,
      );
      expect(job.status).toBe('completed');
      expect(stdout).toBe('p1mesh\n');
      const mounted = await run(`${server.url}/good.tgz`, 'cat /data/points', { mountpoint: 'mesh:/data' });
      expect(mounted.stdout).toBe('p1');
    } finally {
      await server.close();
    }
  });

  it('fail the job before its tasks when they can not be had, without telling what the URL hides', async () => {
    const server = await serve((_, reply) => reply.writeHead(404).end());
    try {
      const { job, stdout } = await run(`${server.url}/gone.bin?token=secret`, 'echo never');
      expect(job).toMatchObject({
        status: 'failed',
        statusReason: 'Artifact download failed: gone.bin (the server answered 404 Not Found)',
      });
      expect(stdout).toBe('');
    } finally {
      await server.close();
    }
    const { job } = await run('http://127.0.0.1:9/closed?token=secret', 'true');
    expect(job.statusReason).toMatch(/^Artifact download failed: closed \(/);
    expect(job.statusReason).not.toContain('secret');
  });

  it('fail the job when their upload is gone by the time that it starts, and say what to do', async () => {
    const path = join(folder, 'short-lived');
    await writeFile(path, '1');
    await upload('short-lived', path);
    const server = await serve(async (_, reply) => {
      await rm(join(service.home, 'objects/uploads/short-lived'));
      reply.end('first');
    });
    try {
      const artifacts = [{ url: `${server.url}/first` }, { url: 'short-lived' }];
      const id = await service.submit({ tasks: [{ cmd: 'true' }], artifacts });
      expect((await service.ended(id)).statusReason).toMatch(
        /^Artifact download failed: short-lived \(.* has no upload "short-lived". Upload it, and submit again\)$/,
      );
    } finally {
      await server.close();
    }
  });

  it('are no longer waited for when the job is deleted', async () => {
    let asked = 0;
    const server = await serve((_, reply) => {
      asked += 1;
      reply.writeHead(200).write('the rest never comes');
    });
    try {
      const id = await service.submit({
        tasks: [{ cmd: 'true' }],
        artifacts: [{ url: `${server.url}/slow` }],
      });
      await until(() => asked === 1);
      expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
      expect((await service.read(id)).status).toBe('deleted');
    } finally {
      await server.close();
    }
  });

  it('are asked for when a job names one that was not uploaded', async () => {
    const answer = await service.request('POST', '/jobs', {
      tasks: [{ cmd: 'true' }],
      resources: { cpus: 1 },
      artifacts: [{ url: 'largefile.h5' }],
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: expect.stringMatching(
          /artifacts\[0\]\.url: there is no uploaded object "largefile.h5".*Upload it/,
        ),
      },
    });
  });

  it.each(['s3:mesh', 'http:mesh'])('are found by a name that begins like an address: %s', async name => {
    const path = join(folder, 'mesh');
    await writeFile(path, 'nodes');
    await upload(name, path);
    expect((await run(name, `cat ${name}`)).stdout).toBe('nodes');
  });

  it('write nothing outside of the job, whatever an archive says', async () => {
    const evil = join(folder, 'evil');
    await mkdir(join(evil, 'in'), { recursive: true });
    await writeFile(join(folder, 'escaped'), 'e');
    await symlink('../..', join(evil, 'in', 'up'));
    await symlink('/etc', join(evil, 'etc'));
    await create({ file: join(folder, 'dots.tar'), cwd: evil, preservePaths: true }, ['../escaped']);
    await create({ file: join(folder, 'absolute.tar'), cwd: evil, preservePaths: true }, [
      join(folder, 'escaped'),
    ]);
    await create({ file: join(folder, 'up.tar'), cwd: evil }, ['in']);
    await create({ file: join(folder, 'link.tar'), cwd: evil }, ['etc']);
    await writeFile(join(folder, 'dots.zip'), zipOf('../escaped', 'x'));
    await writeFile(join(folder, 'broken.tgz'), 'no archive');
    for (const name of ['dots.tar', 'absolute.tar', 'up.tar', 'link.tar', 'dots.zip', 'broken.tgz']) {
      await upload(name, join(folder, name));
      const { job, stdout } = await run(name, 'echo never');
      expect(job.status).toBe('failed');
      expect(job.statusReason).toContain(`Artifact uncompress failed: ${name}: `);
      expect(stdout).toBe('');
    }
  });

  it('unpack from zip files too', async () => {
    await writeFile(join(folder, 'good.zip'), zipOf('sub/file', 'zipped'));
    await upload('good.zip', join(folder, 'good.zip'));
    expect((await run('good.zip', 'cat sub/file')).stdout).toBe('zipped');
  });
});

describe('input files', () => {
  it('lie in the job folder under their names, executable when they say so', async () => {
    await using service = await TestService.start();
    const content = Buffer.from('#!/bin/sh\necho from script $1\n').toString('base64');
    const id = await service.submit({
      tasks: [{ cmd: './run.sh x' }, { cmd: '/home/user/run.sh y' }],
      inputs: [{ filename: 'some/where/run.sh', content, executable: true }],
    });
    const job = await service.ended(id);
    expect(await service.stdout(id)).toBe('from script x\nfrom script y\n');
    expect(job).toMatchObject({ inputs: [{ filename: 'some/where/run.sh', content, executable: true }] });
  });
});

/** A zip file with one stored member. */
function zipOf(name: string, text: string): Buffer {
  const bytes = Buffer.from(text);
  const names = Buffer.from(name);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(bytes.length, 14);
  shared.writeUInt32LE(bytes.length, 18);
  shared.writeUInt16LE(names.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, names, bytes]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    shared,
    Buffer.alloc(14),
    names,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
