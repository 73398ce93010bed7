import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import { inspect, promisify } from 'node:util';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import { s3 } from '../../../dist/lib/jobs/transfers/bucket.js';
import { open } from '../../../dist/lib/outputs/open.js';
import { Table } from '../../../dist/lib/outputs/table.js';
import { collect } from '../../../dist/lib/storage/byte-source.js';
import { httpSource } from '../../../dist/lib/storage/http-source.js';
import { S3Bucket } from '../../../dist/lib/storage/s3/bucket.js';
import { sendToBucket } from '../../../dist/lib/storage/s3/send.js';
import { saveStream } from '../../../dist/lib/storage/save-to.js';
import { uploadSource } from '../../../dist/lib/storage/upload-source.js';
import { SmallDisk } from '../../service/small-disk.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { type Seaweed, startSeaweed } from '../../support/seaweed.ts';
import { Random } from '../../support/seeds.ts';
import { serve } from '../../support/serve.ts';

let weed: Seaweed;
let folder: string;
let other: S3Client; // what another program sees
const before = { ...process.env };

beforeAll(async () => {
  weed = await startSeaweed();
  // No file of the machine has a say.
  Object.assign(process.env, weed.env, {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  process.env['TUNEBOOK_HOME'] = join(folder, 'home');
  other = new S3Client({ forcePathStyle: true });
  await other.send(new CreateBucketCommand({ Bucket: 'data' }));
});
afterAll(async () => {
  process.env = before;
  other.destroy();
  await weed[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const one = async function* (...chunks: (string | Uint8Array)[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
};
const names = async (bucket: S3Bucket, prefix?: string) => {
  const keys: string[] = [];
  for await (const { key } of bucket.list(prefix)) keys.push(key);
  return keys;
};

const bytesOf = (bucket: S3Bucket, key: string, range?: { start: number; end: number }) =>
  collect(bucket.source(key).stream(range));

describe('a bucket', () => {
  it('stores, lists, reads and deletes objects below its prefix, whatever their names', async () => {
    const bucket = new S3Bucket('s3://data/basics');
    const keys = ['a b.txt', 'deep/er/ünï 😀.csv', 'x+y&z=1?q#h.txt', '%41', `${'long/'.repeat(40)}name`];
    for (const key of keys) {
      const stored = await bucket.put(key, one(key, '!'));
      expect(stored.sha256).toBe(createHash('sha256').update(`${key}!`).digest('hex'));
      expect(String(Buffer.from(await bytesOf(bucket, key)))).toBe(`${key}!`);
    }
    expect((await names(bucket)).sort()).toEqual([...keys].sort());
    expect(await names(bucket, 'deep/')).toEqual(['deep/er/ünï 😀.csv']);
    const seen = await other.send(new GetObjectCommand({ Bucket: 'data', Key: 'basics/a b.txt' }));
    expect(await seen.Body!.transformToString()).toBe('a b.txt!');

    expect(await bucket.info('%41')).toMatchObject({ key: '%41', size: 4 });
    await bucket.delete('%41');
    await bucket.delete('%41');
    expect(await bucket.info('%41')).toBeUndefined();
  });

  it('refuses names that programs could take for another folder, and addresses that are none', async () => {
    const bucket = new S3Bucket('s3://data');
    for (const key of ['', '../up', 'a/./b', 'x'.repeat(2000), 'folder/']) {
      await expect(bucket.put(key, one('x'))).rejects.toMatchObject({ code: 'storage', reason: 'address' });
    }
    for (const address of ['s3://', 's3://x', 'http://data/x', 's3:/data']) {
      expect(() => new S3Bucket(address)).toThrow(/is no address in S3/);
    }
  });

  it('reads ranges, streams and empty objects', async () => {
    const bucket = new S3Bucket('s3://data/ranges');
    const bytes = randomBytes(300_000);
    await bucket.put('a.bin', one(bytes));
    const source = bucket.source('a.bin');
    expect(await source.size()).toBe(bytes.length);
    expect(
      bytes.subarray(1000, 70_000).equals(await collect(source.stream({ start: 1000, end: 70_000 }))),
    ).toBe(true);
    expect(
      bytes.subarray(299_990).equals(await collect(source.stream({ start: 299_990, end: 400_000 }))),
    ).toBe(true);
    expect(await collect(source.stream({ start: 400_000, end: 500_000 }))).toHaveLength(0);
    const all = createHash('md5');
    for await (const chunk of source.stream()) all.update(chunk);
    expect(await source.facts()).toMatchObject({ checksum: { kind: 'md5', hex: all.digest('hex') } });

    await bucket.put('empty', one());
    expect(await bytesOf(bucket, 'empty')).toHaveLength(0);
    expect(await bytesOf(bucket, 'empty', { start: 0, end: 10 })).toHaveLength(0);
    expect(await bucket.info('empty')).toMatchObject({ size: 0 });
  });

  it('is read like any file', async () => {
    await new S3Bucket('s3://data/files').put('a #1 %41?.csv', one('Step,Press\n0,1.5\n50,2.5\n'));
    const table = await open('s3://data/files/a #1 %41?.csv').table();
    expect(table.numbers('Press')).toEqual([1.5, 2.5]);
  });

  it('is read once as long as it stays the same, and never from an older version', async () => {
    const bucket = new S3Bucket('s3://data/cached');
    const proxy = await FaultProxy.start(weed.endpoint, new Random(1));
    const pressure = async () => {
      const before = proxy.requests.length;
      const file = s3('s3://data/cached', { endpoint: proxy.url }).open('a.csv');
      const [first] = (await file.table()).numbers('Press');
      return [first, ...proxy.requests.slice(before).map(line => line.split(' ')[0])];
    };
    await bucket.put('a.csv', one('Press\n1.5\n'));
    expect((await pressure())[0]).toBe(1.5);
    expect(await pressure()).toEqual([1.5, 'HEAD']);
    await bucket.put('a.csv', one('Press\n2.5\n'));
    expect((await pressure())[0]).toBe(2.5);
    await bucket.delete('a.csv');
    await expect(pressure()).rejects.toMatchObject({ reason: 'no-object' });
    await proxy.close();
  });

  it('has its objects read and queried as one table, by a pattern', async () => {
    const data = s3('s3://data/many');
    for (const temp of [1, 2]) {
      const rows = Table.fromRecords([
        { temp, press: temp * 1.5 },
        { temp, press: temp * 2.5 },
      ]);
      await rows.save(join(folder, 'rows.parquet'));
      await data.put(`run ${temp}/rows.parquet`, join(folder, 'rows.parquet'));
      await data.put(`run ${temp}/rows.csv`, one(`temp;press\n${temp};${temp},25\n`));
    }
    await data.put('run 2/deeper/rows.parquet', join(folder, 'rows.parquet'));
    const table = await open('s3://data/many/*/rows.parquet').table();
    expect(table.column('file')).toEqual([
      ...['many/run 1/rows.parquet', 'many/run 1/rows.parquet'],
      ...['many/run 2/rows.parquet', 'many/run 2/rows.parquet'],
    ]);
    const means = await table.sql('select temp, avg(press) as press from this group by temp order by temp');
    expect(means.rows()).toEqual([
      { temp: 1, press: 2 },
      { temp: 2, press: 4 },
    ]);
    expect(await (await data.open('**.parquet').table()).count()).toBe(6);
    expect((await data.open('*/rows.csv').table({ decimal: ',' })).rows()).toEqual([
      { file: 'run 1/rows.csv', temp: 1, press: 1.25 },
      { file: 'run 2/rows.csv', temp: 2, press: 2.25 },
    ]);
    await expect(data.open('run [1]/*').table()).rejects.toMatchObject({ reason: 'no-object' });
    await expect(data.open('*/rows.csv').text()).rejects.toMatchObject({ reason: 'address' });
    const shown = await data.open('*/rows.csv')[jupyterDisplay]();
    expect(shown['text/plain']).toMatch(/run 1\/rows\.csv +\d+ bytes/);
  });

  it('sends large objects in parts that others can read, and tells how far it is', async () => {
    const bucket = new S3Bucket('s3://data/large');
    const bytes = randomBytes(40 * 2 ** 20);
    const seen: number[] = [];
    const stored = await bucket.put('a.bin', one(bytes.subarray(0, 999), bytes.subarray(999)), {
      onProgress: so => seen.push(so),
    });
    expect(stored).toEqual({ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(seen).toHaveLength(3);
    expect(seen.at(-1)).toBe(bytes.length);
    const reply = await other.send(new GetObjectCommand({ Bucket: 'data', Key: 'large/a.bin' }));
    expect(bytes.equals(await reply.Body!.transformToByteArray())).toBe(true);
    expect(await bucket.source('a.bin').facts()).toMatchObject({
      size: bytes.length,
      checksum: { kind: 'md5', partSize: 16 * 2 ** 20 },
    });
  });

  it('gives an upload up when it is stopped', async () => {
    const bucket = new S3Bucket('s3://data/stopped');
    const stop = new AbortController();
    const endless = async function* () {
      for (;;) yield randomBytes(2 ** 20);
    };
    const onProgress = () => stop.abort(new Error('enough'));
    await expect(bucket.put('a.bin', endless(), { signal: stop.signal, onProgress })).rejects.toThrow(
      'enough',
    );
    const left = await other.send(new ListMultipartUploadsCommand({ Bucket: 'data' }));
    expect(left.Uploads ?? []).toEqual([]);
    expect(await bucket.info('a.bin')).toBeUndefined();
  });

  it('signs URLs for others, which refuse other bytes than those announced', async () => {
    const bucket = new S3Bucket('s3://data/signed');
    const sha256 = createHash('sha256').update('hello').digest('hex');
    const put = await bucket.presign('a b.txt', 'PUT', 60, sha256);
    expect((await fetch(put, { method: 'PUT', body: 'HELLO' })).status).toBe(400);
    expect((await fetch(put, { method: 'PUT', body: 'hello' })).status).toBe(200);
    expect(await (await fetch(await bucket.presign('a b.txt', 'GET', 60))).text()).toBe('hello');
  });

  it('is checked by its URL alone too, however large an object is', async () => {
    const always = { chance: (wanted: number) => wanted > 0, pick: () => 'corrupt the reply', int: () => 9 };
    const proxy = await FaultProxy.start(weed.endpoint, always as unknown as Random);
    const bucket = new S3Bucket('s3://data/signed', { endpoint: proxy.url });
    const bytes = randomBytes(17 * 2 ** 20);
    await bucket.put('large', one(bytes));
    const url = await bucket.presign('large', 'GET', 60);
    const source = httpSource((call, signal) => call(url, signal), 'large');
    expect(bytes.equals(await collect(source.stream()))).toBe(true);
    proxy.chance = 1;
    await expect(collect(source.stream())).rejects.toMatchObject({ reason: 'corrupted' });
    await proxy.close();
  });
});

describe('s3() in a cell', () => {
  const data = () => s3('s3://data/cells');
  const unpacked = async (archive: string) => {
    const into = await mkdtemp(join(folder, 'unpacked-'));
    await promisify(execFile)('tar', ['xf', archive, '-C', into]);
    return (await readdir(into, { recursive: true })).sort();
  };

  it('puts files, bytes, streams and folders, and gets them', async () => {
    const path = join(folder, 'a.csv');
    await writeFile(path, 'Step,Press\n0,1.5\n');
    expect(await data().put('a.csv', path)).toMatchObject({ size: 17, skipped: false });
    expect(await data().put('b.bin', Buffer.from('bytes'))).toMatchObject({ size: 5 });
    expect(await data().put('c.bin', one('a ', 'stream'))).toMatchObject({ size: 8 });
    const listed = await data().list();
    expect(listed.map(({ name, size }) => [name, size])).toEqual([
      ['a.csv', 17],
      ['b.bin', 5],
      ['c.bin', 8],
    ]);
    expect(String(Buffer.from(await data().get('c.bin')))).toBe('a stream');
    expect(await data().get('a.csv', join(folder, 'new/b.csv'))).toBe(join(folder, 'new/b.csv'));
    expect(await readFile(join(folder, 'new/b.csv'), 'utf8')).toBe('Step,Press\n0,1.5\n');
    expect((await data().open('a.csv').table()).numbers('Press')).toEqual([1.5]);
    expect(await (await fetch(await data().presign('b.bin'))).text()).toBe('bytes');
    await data().delete('b.bin');
    expect(await data().list('b')).toEqual([]);
    expect(inspect(data())).toBe('Bucket s3://data/cells');

    const deck = join(folder, 'deck');
    await mkdir(join(deck, 'sub', 'empty'), { recursive: true });
    for (const name of ['in.lj', 'sub/x.dat', 'big.dump', 'sub/y.log'])
      await writeFile(join(deck, name), name);
    await writeFile(join(deck, '.tunebookignore'), '*.dump\nsub/*.log\n');
    const first = await data().put('deck.tgz', deck);
    await data().get('deck.tgz', join(folder, 'deck.tgz'));
    expect(await unpacked(join(folder, 'deck.tgz'))).toEqual(['in.lj', 'sub', 'sub/empty', 'sub/x.dat']);
    expect((await data().put('again.tgz', deck)).sha256).toBe(first.sha256);
    await expect(data().put('deck', deck)).rejects.toMatchObject({ code: 'storage', reason: 'address' });
    await expect(data().put('x', join(folder, 'a.csw'))).rejects.toMatchObject({ code: 'missing-file' });
  });

  it('refuses a file that changes while it is sent', async () => {
    const path = join(folder, 'growing.bin');
    await writeFile(path, randomBytes(20 * 2 ** 20));
    const bucket = new S3Bucket('s3://data/growing');
    for (const act of [() => appendFile(path, 'more'), () => truncate(path, 17 * 2 ** 20)]) {
      const source = await uploadSource(path, 'a.bin');
      await act();
      await expect(sendToBucket(bucket, 'a.bin', source)).rejects.toMatchObject({ reason: 'changed' });
    }
    const left = await other.send(new ListMultipartUploadsCommand({ Bucket: 'data' }));
    expect(left.Uploads ?? []).toEqual([]);
    expect(await bucket.info('a.bin')).toBeUndefined();
  });

  it('does not send the same contents twice', async () => {
    const bytes = randomBytes(20 * 2 ** 20);
    const path = join(folder, 'large.bin');
    await writeFile(path, bytes);
    expect(await data().put('large.bin', path)).toMatchObject({ skipped: false });
    expect(await data().put('large.bin', path)).toEqual({
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      skipped: true,
    });
    await writeFile(path, bytes.reverse());
    expect(await data().put('large.bin', path)).toMatchObject({ skipped: false });
  });

  it('goes on with a download that was cut off', async () => {
    const bytes = randomBytes(100 * 2 ** 20);
    await data().put('far.bin', bytes);
    const stop = new AbortController();
    const target = join(folder, 'far.bin');
    const source = new S3Bucket('s3://data/cells').source('far.bin');
    const onProgress = (now: number) => now > 80 * 2 ** 20 && stop.abort(new Error('cut'));
    await expect(source.save(target, { signal: stop.signal, onProgress })).rejects.toThrow('cut');
    expect((await readdir(folder)).filter(name => name.startsWith('far'))).toEqual([]);

    const proxy = await FaultProxy.start(weed.endpoint, new Random(1));
    await s3('s3://data/cells', { endpoint: proxy.url }).get('far.bin', target);
    await proxy.close();
    expect(proxy.requests.filter(line => line.startsWith('GET')).length).toBeLessThan(5);
    expect(bytes.equals(await readFile(target))).toBe(true);
    expect((await readdir(folder)).filter(name => name.includes('.part'))).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const reason = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/SECRET-|Signature=|Credential=/);
    return (error as { reason?: string; message?: string }) ?? {};
  };
  const hello = () => one('hello');

  it('is told apart, with what to do next and without any secret', async () => {
    const bucket = new S3Bucket('s3://data/errors');
    expect(await reason(bytesOf(bucket, 'nothing.csv'))).toMatchObject({
      reason: 'no-object',
      message: expect.stringContaining('s3://data/errors/nothing.csv failed: there is no such object'),
    });
    const nowhere = new S3Bucket('s3://not-there');
    expect(await reason(names(nowhere))).toMatchObject({ reason: 'no-bucket' });
    expect(await reason(nowhere.put('a', hello()))).toMatchObject({ reason: 'no-bucket' });
    expect(await reason(nowhere.source('a').size())).toMatchObject({ reason: 'no-bucket' });
  });

  it('is told for wrong keys, no keys, and an endpoint that is none', async () => {
    await using changed = environment({ AWS_SECRET_ACCESS_KEY: 'SECRET-but-wrong' });
    expect(await reason(new S3Bucket('s3://data').put('a', hello()))).toMatchObject({ reason: 'denied' });
    changed.set({ AWS_ACCESS_KEY_ID: 'unknown' });
    expect(await reason(names(new S3Bucket('s3://data')))).toMatchObject({ reason: 'denied' });
    changed.set({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' });
    expect(await reason(names(new S3Bucket('s3://data')))).toMatchObject({
      reason: 'denied',
      message: expect.stringContaining('no credentials were found'),
    });
    expect(await reason(names(new S3Bucket('s3://data', { endpoint: 'localhost:9000' })))).toMatchObject({
      reason: 'address',
    });
  });

  it.each([
    ['a login that has expired', 'corp', /login of the profile 'corp' .* `aws sso login --profile corp`/],
    ['a profile that is not there', 'crop', /no profile 'crop'.*They have corp, tool, role, empty/],
    ['a program that fails', 'tool', /profile 'tool' gives no credentials: check its credential_process/],
    ['a role of a profile that is not there', 'role', /profile 'role' gives no .* source_profile/],
    ['a profile without keys', 'empty', /profile 'empty' gives no credentials: it names neither keys/],
    ['a web identity that is not there', undefined, /The file \/gone\/token .* AWS_WEB_IDENTITY_TOKEN_FILE/],
  ])('is told for %s, with the next step', async (_, profile, message) => {
    const file = join(folder, 'profiles');
    await writeFile(
      file,
      `[profile corp]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r
[profile tool]\ncredential_process = /bin/false SECRET-argument
[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = none
[profile empty]\nregion = eu-west-1\n`,
    );
    await using _env = environment({
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: file,
      ...(profile === undefined && {
        AWS_ROLE_ARN: 'arn:aws:iam::1:role/x',
        AWS_WEB_IDENTITY_TOKEN_FILE: '/gone/token',
      }),
    });
    const options = { ...(profile && { profile }) };
    expect(await reason(names(new S3Bucket('s3://data', options)))).toMatchObject({
      reason: 'denied',
      message: expect.stringMatching(message),
    });
  });

  it('is told for a role that the service of credentials refuses, or that cannot be asked for one', async () => {
    let code = 'ExpiredTokenException';
    const sts = await serve((_, reply) =>
      reply
        .writeHead(400, { 'content-type': 'text/xml' })
        .end(`<ErrorResponse><Error><Code>${code}</Code><Message>why</Message></Error></ErrorResponse>`),
    );
    await writeFile(join(folder, 'token'), 'SECRET-token');
    await using changed = environment({
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_ROLE_ARN: 'arn:aws:iam::1:role/x',
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
      AWS_ENDPOINT_URL_STS: sts.url,
    });
    const listed = () => reason(names(new S3Bucket('s3://data')));
    expect(await listed()).toMatchObject({
      reason: 'denied',
      message: expect.stringMatching(/Expired.*fresh token/),
    });
    code = 'AccessDenied';
    changed.set({ AWS_ROLE_SESSION_NAME: 'another client' });
    expect(await listed()).toMatchObject({
      reason: 'denied',
      message: expect.stringMatching(/AccessDenied: why.*AWS_ROLE_ARN/),
    });
    await sts.close();
  });

  it('is told for a clock that is wrong, once the right time did not help', async () => {
    let asked = 0;
    const server = await serve((_, reply) => {
      asked += 1;
      reply.writeHead(403).end('<Error><Code>RequestTimeTooSkewed</Code><Message>late</Message></Error>');
    });
    const bucket = new S3Bucket('s3://data', { endpoint: server.url });
    expect(await reason(names(bucket))).toMatchObject({
      reason: 'clock',
      message: expect.stringMatching(/clock differs/),
    });
    expect(asked).toBe(2);
    await server.close();
  });

  it('is told for a certificate that is not trusted, and the authority can be named', async () => {
    const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);
    const [key, cert] = await Promise.all(
      ['localhost-key.pem', 'localhost.pem'].map(name => readFile(fixture(name))),
    );
    const server = createServer({ key, cert }, socket => {
      const onward = connect(Number(new URL(weed.endpoint).port), '127.0.0.1');
      pipeline(socket, onward, socket, () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // In a process of its own: jest's realms hide the code of the error from the SDK.
    const script = `
      import { s3 } from ${JSON.stringify(join(import.meta.dirname, '../../../dist/lib/jobs/transfers/bucket.js'))};
      const told = ({ reason, message }) => ({ reason, message });
      const data = ca => s3('s3://data/trusted', { endpoint: ${JSON.stringify(endpoint)}, ...(ca && { ca }) });
      const trusting = data(${JSON.stringify(fixture('localhost.pem'))});
      console.log(JSON.stringify([
        await data().list().catch(told),
        await data('/gone.pem').list().catch(told),
        await trusting.put('a', Buffer.from('hello')).then(() => trusting.list()),
      ]));
      process.exit();`;
    const env = { ...process.env };
    delete env['AWS_CA_BUNDLE'];
    const node = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    expect(JSON.parse((await node).stdout.trim().split('\n').at(-1)!)).toMatchObject([
      { reason: 'certificate', message: expect.stringMatching(/not trusted .* AWS_CA_BUNDLE/) },
      {
        reason: 'address',
        message: expect.stringMatching(/authorities in \/gone.pem cannot be read/),
      },
      [{ name: 'a', size: 5 }],
    ]);
    server.close();
  });

  it('is told for a full disk, on which nothing is left', async () => {
    const made = await SmallDisk.make(8);
    if (typeof made === 'string') return console.warn(`A full disk is NOT tested: ${made}.`);
    await using disk = made;
    await s3('s3://data/full').put('large.bin', Buffer.alloc(20 * 2 ** 20));
    const source = new S3Bucket('s3://data/full').source('large.bin');
    const path = join(disk.home, 'large.bin');
    expect(await reason(source.save(path))).toMatchObject({ reason: 'disk-full' });
    expect(await reason(saveStream(source.stream(), path))).toMatchObject({ reason: 'disk-full' });
    expect(await readdir(disk.home)).toEqual([]);
  });

  it('takes endpoint, keys and region from a profile', async () => {
    const file = join(tmpdir(), `tunebook-profile-${process.pid}`);
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = weed.env;
    await writeFile(
      file,
      `[profile mine]\nregion = eu-west-1\nendpoint_url = ${weed.endpoint}\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
    await using _ = environment({
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_ENDPOINT_URL_S3: '',
      AWS_REGION: '',
      AWS_CONFIG_FILE: file,
    });
    await other.send(new PutObjectCommand({ Bucket: 'data', Key: 'profile/a', Body: 'a' }));
    expect(await names(new S3Bucket('s3://data/profile', { profile: 'mine' }))).toEqual(['a']);
  });
});

/** Variables that hold for a test; an empty value is none. */
function environment(first: Record<string, string>) {
  const before = { ...process.env };
  const set = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === '') delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(first);
  return {
    set,
    async [Symbol.asyncDispose]() {
      process.env = before;
    },
  };
}
