import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import { inspect, promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import { s3 } from '../../../dist/lib/jobs/transfers/bucket.js';
import { S3Bucket } from '../../../dist/lib/storage/s3/bucket.js';
import { saveStream } from '../../../dist/lib/storage/save-to.js';
import { sendToUrl } from '../../../dist/lib/storage/upload.js';
import { uploadSource } from '../../../dist/lib/storage/upload-source.js';
import { SmallDisk } from '../../service/small-disk.ts';
import { serve } from '../../support/serve.ts';
import { bytesOf, folder, names, one, other, useS3, weed } from './s3-fixture.ts';

useS3();

describe('what goes wrong with S3', () => {
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

  it('is no missing right to read for who only stores, and is the last answer where time is up', async () => {
    let stored = '';
    const server = await serve((request, reply) => {
      if (request.method === 'PUT') stored = request.url ?? '';
      reply.writeHead(request.method === 'PUT' ? 200 : 403, { etag: '"x"' }).end();
    });
    const mail = s3('s3://data/box', { endpoint: server.url });
    expect(await mail.put('in.txt', Buffer.from('hello'))).toMatchObject({ skipped: false });
    expect(stored).toMatch(/data\/box\/in\.txt/);

    await server.close();
    const busy = await serve((_, reply) => reply.writeHead(503).end());
    const throttled = new S3Bucket('s3://data', { endpoint: busy.url });
    expect(await reason(throttled.list('', AbortSignal.timeout(400)).next())).toMatchObject({
      reason: 'throttled',
    });
    await busy.close();
  });

  it('is told for wrong keys, no keys, and an endpoint that is none', async () => {
    await using changed = environment({ AWS_SECRET_ACCESS_KEY: 'SECRET-but-wrong' });
    expect(await reason(new S3Bucket('s3://data').put('a', hello()))).toMatchObject({ reason: 'denied' });
    expect(await reason(s3('s3://data').put('a', Buffer.from('hello')))).toMatchObject({
      reason: 'denied',
      message: expect.stringContaining('the secret key does not belong to the access key'),
    });
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

  it('is nothing for a clock that is wrong, once the storage has told the right time', async () => {
    // In a process of its own, whose clock is wrong.
    const script = `
      import { S3Bucket } from ${JSON.stringify(join(import.meta.dirname, '../../../dist/lib/storage/s3/bucket.js'))};
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...given) { super(...(given.length > 0 ? given : [Date.now()])); }
        static now() { return Right.now() + 2 * 3600_000; }
      };
      console.log(await new S3Bucket('s3://data').info('late'));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: process.env,
    });
    expect(stdout).toBe('undefined\n');
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
    const place = { url: 'http://127.0.0.1:1/objects/uploads/a', received: 0, file: path };
    const bytes = { ...(await uploadSource(Buffer.alloc(20 * 2 ** 20), 'a')), size: 20 * 2 ** 20 };
    expect(await reason(sendToUrl(async () => place, bytes))).toMatchObject({
      reason: 'disk-full',
      message: expect.stringMatching(/uploads\/a failed: the disk of \S+ is full.*tunebook prune/),
    });
    expect(await reason(saveStream(source.stream(), path))).toMatchObject({ reason: 'disk-full' });
    expect(await readdir(disk.home)).toEqual([]);
  });

  it('takes endpoint, keys and region from a profile, and not a word of keys in the environment', async () => {
    const file = join(tmpdir(), `tunebook-profile-${process.pid}`);
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = weed.env;
    await writeFile(
      file,
      `[profile mine]\nregion = eu-west-1\nendpoint_url = ${weed.endpoint}\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
    await using _ = environment({
      AWS_ACCESS_KEY_ID: 'others',
      AWS_SECRET_ACCESS_KEY: 'SECRET-of-others',
      AWS_ENDPOINT_URL_S3: '',
      AWS_REGION: '',
      AWS_CONFIG_FILE: file,
    });
    await other.send(new PutObjectCommand({ Bucket: 'data', Key: 'profile/a', Body: 'a' }));
    const warned = jest.spyOn(console, 'warn');
    expect(await names(new S3Bucket('s3://data/profile', { profile: 'mine' }))).toEqual(['a']);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
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
