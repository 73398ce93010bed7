import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { downloadBytes, downloadFile } from '../../../dist/lib/storage/download.js';
import { sha256OfFile } from '../../../dist/lib/storage/sha256.js';
import { uploadFile } from '../../../dist/lib/storage/upload.js';
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

/** Promises a megabyte, sends a part of it and hangs up. */
const hangUp: Answer = (_, reply) => {
  reply.setHeader('content-length', 2 ** 20).write(bytes, () => reply.destroy());
};

describe('downloads', () => {
  it('brings the bytes to memory and to disk, telling how far it is', async () => {
    answer = sendBytes;
    expect(Buffer.compare(await downloadBytes(url), bytes)).toBe(0);

    const seen: [number, number | undefined][] = [];
    const path = await downloadFile(url, join(folder, 'new/deep/a.bin'), {
      onProgress: (so, far) => seen.push([so, far]),
    });
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
  });

  it('leaves no half file behind when the connection is lost', async () => {
    answer = hangUp;
    await writeFile(join(folder, 'a.bin'), 'before');
    await expect(downloadFile(url, join(folder, 'a.bin'))).rejects.toMatchObject({ code: 'storage' });
    await expect(downloadBytes(url)).rejects.toMatchObject({ code: 'storage' });
    expect(await readdir(folder)).toEqual(['a.bin']);
    expect(await readFile(join(folder, 'a.bin'), 'utf8')).toBe('before');
  });

  it('names host, path and status in an error, and never the signature', async () => {
    answer = (_, reply) => reply.writeHead(403).end('SECRET');
    const error = await downloadBytes(url).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'storage', status: 403 });
    expect(String(error)).toContain(`${new URL(url).host}/outputs/a.bin`);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('SECRET');

    const nobody = await downloadBytes('http://127.0.0.1:1/x?signature=SECRET').catch((e: unknown) => e);
    expect(nobody).toMatchObject({ code: 'storage' });
    expect(inspect(nobody, { depth: 9, showHidden: true })).not.toContain('SECRET');
  });

  it('ends when the signal is aborted', async () => {
    const stop = new AbortController();
    answer = (_, reply) => {
      reply.write('some');
      stop.abort(new Error('enough'));
    };
    await expect(downloadFile(url, join(folder, 'a.bin'), { signal: stop.signal })).rejects.toThrow('enough');
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
    await uploadFile({ url }, path, { onProgress: now => (sent = now) });
    const [method, headers, body] = received!;
    expect(method).toBe('PUT');
    expect(headers).toMatchObject({ 'content-length': String(bytes.length) });
    expect(headers.authorization).toBeUndefined();
    expect(Buffer.compare(body, bytes)).toBe(0);
    expect(sent).toBe(bytes.length);
    expect(await sha256OfFile(path)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('sends an empty file', async () => {
    const path = join(folder, 'empty');
    await writeFile(path, '');
    answer = (request, reply) => reply.writeHead(request.headers['content-length'] === '0' ? 201 : 411).end();
    await uploadFile({ url }, path);
  });

  it('sends a form where the storage asks for one', async () => {
    const path = join(folder, 'up.txt');
    await writeFile(path, 'contents');
    let form = '';
    answer = (request, reply, body) => {
      form = `${request.method} ${body}`;
      reply.writeHead(204).end();
    };
    await uploadFile({ url, fields: { key: 'uploads/up.txt' } }, path);
    expect(form).toMatch(/^POST .*name="key".*uploads\/up\.txt.*name="file".*contents/s);
  });
});
