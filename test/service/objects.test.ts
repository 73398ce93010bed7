import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { TestService, until } from './support.ts';

describe('objects', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const upload = async (filename: string, bytes: string | Uint8Array<ArrayBuffer>, checksum?: string) => {
    const { body } = await service.request('POST', '/data/upload', { filename, checksum: checksum ?? null });
    return fetch(body.url, { method: 'PUT', body: bytes });
  };

  it('are uploaded to a signed URL, and used by jobs as artifacts', async () => {
    const bytes = new Uint8Array(300_000).fill(7);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect((await upload('mesh/größe 1.bin', bytes, sha256)).status).toBe(201);
    expect((await upload('empty', '')).status).toBe(201);
    expect((await service.request('GET', '/data')).body).toMatchObject([
      { name: 'empty', size: 0 },
      {
        name: 'mesh/größe 1.bin',
        size: 300_000,
        lastModified: expect.stringMatching(/ GMT$/),
        checksum: sha256,
      },
    ]);
    const id = await service.submit({
      tasks: [{ cmd: 'wc -c "größe 1.bin"' }, { cmd: './größe\\ 1.bin' }],
      artifacts: [{ url: 'mesh/größe 1.bin', executable: true }],
    });
    const job = await service.ended(id);
    expect(await service.stdout(id)).toBe('300000 größe 1.bin\n');
    expect(job).toMatchObject({ artifacts: [{ url: 'mesh/größe 1.bin', executable: true }] });
    expect((await service.request('DELETE', '/data/mesh/gr%C3%B6%C3%9Fe%201.bin')).status).toBe(204);
    expect((await service.request('GET', '/data')).body).toMatchObject([{ name: 'empty' }]);
  });

  it('are listed by folder, and may be named in the query', async () => {
    for (const name of ['area/inner/a', 'area/b', 'area2/c']) {
      const { status, body } = await service.request('POST', `/data?name=${encodeURIComponent(name)}`, {});
      expect(status).toBe(201);
      await fetch(body.url, { method: 'PUT', body: 'x' });
    }
    const names = async (path: string) =>
      (await service.request('GET', path)).body.map((object: { name: string }) => object.name);
    expect(await names('/data/area')).toEqual(['area/b', 'area/inner/a']);
    expect(await names('/data/area/inner/')).toEqual(['area/inner/a']);
    expect(await names('/data/ar')).toEqual([]);
  });

  it('are refused when the bytes are not those that were announced, and leave nothing', async () => {
    const answer = await upload('broken', 'abc', '0'.repeat(64));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining('SHA-256') });
    const names = (await service.request('GET', '/data')).body.map((object: { name: string }) => object.name);
    expect(names).not.toContain('broken');
  });

  it('go on where they broke off, for those who ask for that', async () => {
    const bytes = randomBytes(3_000_000);
    const resume = createHash('sha256').update('these bytes').digest('hex');
    const ask = async (filename = 'resumed') =>
      (await service.request('POST', '/data/upload', { filename, resume })).body;
    const rest = (url: string, offset: number) =>
      fetch(url, {
        method: 'PUT',
        body: bytes.subarray(offset),
        headers: { 'upload-offset': String(offset) },
      });
    const first = await ask();
    expect(first.received).toBe(0);
    const cut = request(first.url, { method: 'PUT', headers: { 'content-length': bytes.length } });
    const refused = once(cut, 'response');
    cut.write(bytes.subarray(0, 2_000_000));
    const folder = join(service.home, 'objects', 'unfinished');
    await until(async () => {
      const [name] = await readdir(folder);
      return name !== undefined && (await stat(join(folder, name))).size >= 2 ** 20;
    });
    // Its connection stays open, and nothing more comes.
    const there: { received: number } = await ask();
    expect(there.received).toBeGreaterThanOrEqual(2 ** 20);
    expect(there.received).toBeLessThanOrEqual(2_000_000);
    expect((await refused)[0].statusCode).toBe(409);
    cut.destroy();
    expect((await ask('other')).received).toBe(0);

    const { url } = await ask();
    expect((await rest(url, there.received + 1)).status).toBe(409);
    expect((await rest(url.replace(/resume=./, 'resume='), there.received)).status).toBe(403);
    const answer = await rest(url, there.received);
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { sha256: createHash('sha256').update(bytes).digest('hex') },
    ]);
    expect((await ask()).received).toBe(0);
    const [found] = (await service.request('GET', '/data')).body.filter(
      (object: { name: string }) => object.name === 'resumed',
    );
    expect(found.size).toBe(bytes.length);
    expect((await service.request('POST', '/data/upload', { filename: 'x', resume: '../x' })).status).toBe(
      400,
    );
  });

  it('have no names that lead elsewhere', async () => {
    const long = await service.request('POST', '/data/upload', { filename: 'n'.repeat(5000) });
    expect(long).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^.{0,200}too long/) } });
    for (const filename of [
      '../x',
      '/etc/passwd',
      'a/../../b',
      'a//b',
      '.',
      '',
      'a\nb',
      'a\0b',
      'a\\..\\b',
      'x'.repeat(300),
      7,
    ]) {
      const answer = await service.request('POST', '/data/upload', { filename });
      expect(answer).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('filename: got') },
      });
    }
    expect((await service.request('DELETE', '/data/..%2F..%2Fjobs.db')).status).toBe(400);
    expect((await service.request('GET', '/jobs')).status).toBe(200);
  });

  it('are given to nobody with a changed URL', async () => {
    const { body } = await service.request('POST', '/data/upload', { filename: 'signed' });
    const changed = [
      body.url.replace('/signed', '/other'),
      body.url.replace(/expires=\d+/, 'expires=99999999999'),
      body.url.replace(/signature=./, 'signature='),
      `${body.url}&sha256=${'0'.repeat(64)}`,
      body.url.split('?')[0],
    ];
    for (const url of changed) {
      const answer = await fetch(url, { method: 'PUT', body: 'x' });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toHaveProperty('error');
    }
    expect((await fetch(body.url)).status).toBe(403);
    expect((await service.request('GET', '/data')).body.map((o: { name: string }) => o.name)).not.toContain(
      'signed',
    );
  });

  it('come as outputs with their length and type, whole or in part', async () => {
    const id = await service.submit({
      tasks: [
        {
          cmd: `/bin/sh -c 'printf äbc > log.x; printf "<script>" > a.html; head -c 9 /dev/zero > b; printf "{}" > c.json'`,
        },
      ],
      outputFiles: ['log.x', 'a.html', 'b', 'c.json'],
    });
    const job = await service.ended(id);
    const answers = await Promise.all(job.outputFiles!.map(file => fetch(file.url)));
    expect(answers.map(answer => answer.headers.get('content-type'))).toEqual([
      'text/plain; charset=utf-8',
      'text/plain; charset=utf-8',
      'application/octet-stream',
      'application/json; charset=utf-8',
    ]);
    expect(answers.map(answer => answer.headers.get('content-length'))).toEqual(['4', '8', '9', '2']);
    expect(await answers[0]!.text()).toBe('äbc');
    const { url } = job.outputFiles![0]!;
    const part = async (range: string) => {
      const answer = await fetch(url, { headers: { range } });
      return [
        answer.status,
        answer.headers.get('content-range'),
        answer.status === 206 ? await answer.text() : '',
      ];
    };
    expect(await part('bytes=2-2')).toEqual([206, 'bytes 2-2/4', 'b']);
    expect(await part('bytes=2-')).toEqual([206, 'bytes 2-3/4', 'bc']);
    expect(await part('bytes=-1')).toEqual([206, 'bytes 3-3/4', 'c']);
    expect(await part('bytes=9-')).toEqual([416, 'bytes */4', '']);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '4']);
  });
});
