import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { collect } from '../../../dist/lib/storage/byte-source.js';
import { httpSource } from '../../../dist/lib/storage/http-source.js';
import { saveStream } from '../../../dist/lib/storage/save-to.js';
import { sha256OfFile } from '../../../dist/lib/storage/sha256.js';
import { storageRequest } from '../../../dist/lib/storage/storage-request.js';
import { type SizedSource, sendToUrl } from '../../../dist/lib/storage/upload.js';
import { uploadSource } from '../../../dist/lib/storage/upload-source.js';
import { serve } from '../../support/serve.ts';

type Answer = (request: IncomingMessage, reply: ServerResponse, body: Buffer) => void;

let folder: string;
let answer: Answer;
let server: Awaited<ReturnType<typeof serve>>;
let url: string;

beforeAll(async () => {
  server = await serve((...args) => answer(...args));
  url = `${server.url}/outputs/a.bin?signature=SECRET`;
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = new Uint8Array(300_000).map((_, i) => i % 251);
const sendBytes: Answer = (_, reply) => reply.setHeader('content-length', bytes.length).end(bytes);

/** Sends the asked range, and no more than 100,000 bytes before it hangs up. */
const cutShort: Answer = (request, reply) => {
  const start = Number(/bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const end = Math.min(
    Number(/-(\d+)$/.exec(request.headers.range ?? '')?.[1] ?? bytes.length) + 1,
    bytes.length,
  );
  reply.writeHead(206, {
    etag: '"one"',
    'content-length': end - start,
    'content-range': `bytes ${start}-${end - 1}/${bytes.length}`,
  });
  const short = bytes.subarray(start, Math.min(end, start + 100_000));
  if (short.length === end - start) reply.end(short);
  else reply.write(short, () => reply.destroy());
};

const source = (url: string) => httpSource((call, signal) => call(url, signal), new URL(url).pathname);
const file = async (path: string) => (await uploadSource(path, '')) as SizedSource;

describe('downloads', () => {
  it('brings the bytes to memory and to disk, telling how far it is', async () => {
    answer = sendBytes;
    expect(Buffer.compare(await collect(source(url).stream()), bytes)).toBe(0);

    const seen: [number, number | undefined][] = [];
    const path = join(folder, 'new/deep/a.bin');
    await source(url).save(path, { onProgress: (so, far) => seen.push([so, far]) });
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
    expect(await readdir(join(folder, 'new/deep'))).toEqual(['a.bin']);
  });

  it('goes on where the connection was lost', async () => {
    answer = cutShort;
    expect(Buffer.compare(await collect(source(url).stream()), bytes)).toBe(0);
    await source(url).save(join(folder, 'a.bin'));
    expect(Buffer.compare(await readFile(join(folder, 'a.bin')), bytes)).toBe(0);
    const part = await collect(source(url).stream({ start: 50_000, end: 250_000 }));
    expect(Buffer.compare(part, bytes.subarray(50_000, 250_000))).toBe(0);
  });

  it('saves under names as long as the file system takes', async () => {
    answer = sendBytes;
    for (const name of ['語'.repeat(85), '😀'.repeat(60), 'x'.repeat(255)]) {
      const path = join(folder, name);
      await source(url).save(path);
      expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
      await saveStream(source(url).stream(), path);
    }
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('leaves what was there when the bytes are not those of the checksum, or another file comes in between', async () => {
    await writeFile(join(folder, 'a.bin'), 'before');
    answer = (request, reply, body) => {
      reply.setHeader('repr-digest', `sha-256=:${createHash('sha256').update('others').digest('base64')}:`);
      sendBytes(request, reply, body);
    };
    await expect(source(url).save(join(folder, 'a.bin'))).rejects.toMatchObject({ reason: 'corrupted' });
    answer = (request, reply, body) => {
      if (request.headers['if-match'] === undefined) cutShort(request, reply, body);
      else reply.writeHead(412).end();
    };
    await expect(source(url).save(join(folder, 'a.bin'))).rejects.toMatchObject({ reason: 'changed' });
    await expect(collect(source(url).stream())).rejects.toMatchObject({ reason: 'changed' });
    expect(await readdir(folder)).toEqual(['a.bin']);
    expect(await readFile(join(folder, 'a.bin'), 'utf8')).toBe('before');
  });

  it('takes the file that the service of this machine names, and that of no other server', async () => {
    const path = join(folder, 'private.bin');
    await writeFile(path, new Uint8Array(bytes.length));
    answer = (request, reply, body) => {
      reply.setHeader('content-location', pathToFileURL(path).href);
      sendBytes(request, reply, body);
    };
    const saved = async (from: string) => {
      await httpSource((call, signal) => call(from, signal), 'a.bin', true).save(join(folder, 'a.bin'));
      return readFile(join(folder, 'a.bin'));
    };
    expect(Buffer.compare(await saved(url), await readFile(path))).toBe(0);
    expect(Buffer.compare(await saved(url.replace('127.0.0.1', 'localhost')), bytes)).toBe(0);
  });

  it('names host, path and status in an error, and never the signature', async () => {
    answer = (_, reply) => reply.writeHead(403).end('SECRET');
    const error = await collect(source(url).stream()).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'storage', status: 403, reason: 'denied' });
    expect(String(error)).toContain(`${new URL(url).host}/outputs/a.bin`);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('SECRET');

    const refused = await storageRequest('http://127.0.0.1:1/x?signature=SECRET', {}).catch(
      (e: unknown) => e,
    );
    expect(refused).toMatchObject({ code: 'storage', reason: 'unreachable' });
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain('SECRET');
  });

  it('ends when the signal is aborted', async () => {
    const stop = new AbortController();
    answer = (_, reply) => {
      reply.writeHead(206, { 'content-length': 2, 'content-range': 'bytes 0-1/300000' }).end('ab');
      stop.abort(new Error('enough'));
    };
    const saving = source(url).save(join(folder, 'a.bin'), { signal: stop.signal });
    await expect(saving).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('uploads', () => {
  it('sends the bytes with their length and no bearer token', async () => {
    const path = join(folder, 'up.bin');
    await writeFile(path, bytes);
    let received: [string | undefined, IncomingHttpHeaders, Buffer] | undefined;
    answer = (request, reply, body) => {
      received = [request.method, request.headers, body];
      reply.writeHead(201).end();
    };
    let sent = 0;
    await sendToUrl(async () => ({ url }), await file(path), { onProgress: (now: number) => (sent = now) });
    const [method, headers, body] = received!;
    expect(method).toBe('PUT');
    expect(headers).toMatchObject({ 'content-length': String(bytes.length) });
    expect(headers.authorization).toBeUndefined();
    expect(Buffer.compare(body, bytes)).toBe(0);
    expect(sent).toBe(bytes.length);
    expect(await sha256OfFile(path)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('sends again what the storage received otherwise', async () => {
    const path = join(folder, 'up.bin');
    await writeFile(path, bytes);
    let requests = 0;
    answer = (_, reply, body) => {
      requests += 1;
      if (requests === 1) body[17]! ^= 1;
      reply.writeHead(201).end(JSON.stringify({ sha256: createHash('sha256').update(body).digest('hex') }));
    };
    await sendToUrl(async () => ({ url }), await file(path));
    expect(requests).toBe(2);
  });

  it('sends all where another one goes on with the same, and does not take it back', async () => {
    const path = join(folder, 'up.bin');
    await writeFile(path, bytes);
    const sent: number[] = [];
    answer = (_, reply, body) => reply.writeHead(sent.push(body.length) === 1 ? 409 : 201).end();
    await sendToUrl(async whole => ({ url, received: whole ? undefined : 1000 }), await file(path));
    expect(sent).toEqual([bytes.length - 1000, bytes.length]);
  });

  it('sends an empty file', async () => {
    const path = join(folder, 'empty');
    await writeFile(path, '');
    answer = (request, reply) => reply.writeHead(request.headers['content-length'] === '0' ? 201 : 411).end();
    await sendToUrl(async () => ({ url }), await file(path));
  });

  it('sends a form where the storage asks for one', async () => {
    const path = join(folder, 'up.txt');
    await writeFile(path, 'contents');
    let form = '';
    answer = (request, reply, body) => {
      form = `${request.method} ${body}`;
      reply.writeHead(204).end();
    };
    await sendToUrl(async () => ({ url, fields: { key: 'uploads/up.txt' } }), await file(path));
    expect(form).toMatch(/^POST .*name="key".*uploads\/up\.txt.*name="file".*contents/s);
  });

  it('starts again when the storage is busy or hangs up, and refuses a file that changes under way', async () => {
    const path = join(folder, 'up.bin');
    await writeFile(path, bytes);
    let requests = 0;
    answer = (_, reply, body) => {
      requests += 1;
      if (requests === 1) reply.writeHead(503).end('SlowDown');
      else if (requests === 2) reply.destroy();
      else reply.writeHead(Buffer.compare(body, bytes) === 0 ? 201 : 500).end();
    };
    const source = await file(path);
    await sendToUrl(async () => ({ url }), source);
    expect(requests).toBe(3);

    await appendFile(path, 'more');
    await expect(sendToUrl(async () => ({ url }), source)).rejects.toMatchObject({ reason: 'changed' });
  });
});
