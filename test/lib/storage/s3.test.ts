import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import { s3 } from '../../../dist/lib/jobs/transfers/bucket.js';
import { open } from '../../../dist/lib/outputs/open.js';
import { Table } from '../../../dist/lib/outputs/table.js';
import { collect } from '../../../dist/lib/storage/byte-source.js';
import { httpSource } from '../../../dist/lib/storage/http-source.js';
import { S3Bucket } from '../../../dist/lib/storage/s3/bucket.js';
import { sendToBucket } from '../../../dist/lib/storage/s3/send.js';
import { uploadSource } from '../../../dist/lib/storage/upload-source.js';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { RecordingPort } from '../../support/recording-port.ts';
import { Random } from '../../support/seeds.ts';
import { serve } from '../../support/serve.ts';
import { bytesOf, folder, names, one, other, useS3, weed } from './s3-fixture.ts';

useS3();

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
      await expect(bucket.put(key, one('x'))).rejects.toMatchObject({
        code: 'storage',
        reason: 'address',
        message: expect.stringMatching(/^.{1,250}$/s), // however long the name is
      });
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
      parts: { size: 16 * 2 ** 20 },
    });
  });

  it('sends parts to storages that know no CRC32, too', async () => {
    const bytes = randomBytes(17 * 2 ** 20);
    let refused = 0;
    const old = await serve((asked, reply, body) => {
      const { 'x-amz-checksum-algorithm': wish, ...headers } = asked.headers;
      if (wish !== undefined) refused += 1;
      if (wish !== undefined)
        return void reply.writeHead(501).end('<Error><Code>NotImplemented</Code></Error>');
      const onward = request(weed.endpoint + asked.url, { method: asked.method, headers });
      onward.once('response', answer => answer.pipe(reply.writeHead(answer.statusCode!, answer.headers)));
      onward.end(body);
    });
    await new S3Bucket('s3://data/old', { endpoint: old.url }).put('a.bin', one(bytes));
    await old.close();
    expect(refused).toBe(1);
    const bucket = new S3Bucket('s3://data/old');
    expect((await bucket.source('a.bin').facts()).parts).toBeUndefined();
    await bucket.source('a.bin').save(join(folder, 'old.bin'));
    expect(bytes.equals(await readFile(join(folder, 'old.bin')))).toBe(true);
  });

  it('finds bytes that were changed on their way in any part, to the bucket and from it', async () => {
    const proxy = await FaultProxy.start(weed.endpoint, new Random(1));
    const bucket = new S3Bucket('s3://data/changed', { endpoint: proxy.url });
    const bytes = randomBytes(17 * 2 ** 20);
    const harm = (what: string, requests: number) => {
      let left = requests;
      const only = { chance: () => left-- > 0, pick: () => what, int: () => 70_000 };
      proxy.random = only as unknown as Random;
    };
    harm('corrupt the request', 3); // the beginning and both parts
    await bucket.put('a.bin', one(bytes));
    expect(proxy.done).toHaveLength(3);
    harm('corrupt the reply', 99);
    const path = join(folder, 'changed.bin');
    await expect(bucket.source('a.bin').save(path)).rejects.toMatchObject({ reason: 'corrupted' });
    harm('nothing', 0);
    await bucket.source('a.bin').save(path);
    await proxy.close();
    expect(bytes.equals(await readFile(path))).toBe(true);
  });

  it('reads what other programs have copied in other parts, with what was noted of the old ones', async () => {
    const part = 5 * 2 ** 20;
    const bytes = randomBytes(3 * part);
    const object = { Bucket: 'data', Key: 'copied/a.bin' };
    const noted = { ...object, Metadata: { 'tunebook-part-size': String(16 * 2 ** 20) } };
    const { UploadId } = await other.send(new CreateMultipartUploadCommand(noted));
    const Parts = [];
    for (const PartNumber of [1, 2, 3]) {
      const Body = bytes.subarray((PartNumber - 1) * part, PartNumber * part);
      const { ETag } = await other.send(new UploadPartCommand({ ...object, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    }
    const MultipartUpload = { Parts };
    await other.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
    const bucket = new S3Bucket('s3://data/copied');
    expect(await bucket.source('a.bin').facts()).toMatchObject({ checksum: { partSize: part } });
    const url = await bucket.presign('a.bin', 'GET', 60);
    const source = httpSource((call, signal) => call(url, signal), 'a.bin');
    expect(bytes.equals(await collect(source.stream()))).toBe(true);
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

  it('does not send the same contents twice, says so, and tells how far comparing is', async () => {
    const port = RecordingPort.register();
    const bytes = randomBytes(20 * 2 ** 20);
    const path = join(folder, 'large.bin');
    await writeFile(path, bytes);
    expect(await data().put('large.bin', path)).toMatchObject({ skipped: false });
    expect(await data().put('large.bin', path)).toEqual({
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      skipped: true,
    });
    expect(port.texts).toEqual(['large.bin is there already, with the same contents: nothing was sent']);
    let compared: unknown;
    const onCompare = (...now: unknown[]) => (compared = now);
    await sendToBucket(new S3Bucket('s3://data/cells'), 'large.bin', await uploadSource(path, 'large.bin'), {
      onCompare,
    });
    expect(compared).toEqual([bytes.length, bytes.length]);
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
