import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Artifact, Job, sh, uploads } from '../../dist/lib/index.js';
import { FaultProxy } from '../support/fault-proxy.ts';
import { RecordingPort } from '../support/recording-port.ts';
import { type Seaweed, startSeaweed } from '../support/seaweed.ts';
import { Random, seeds, soaking } from '../support/seeds.ts';
import { TestHome } from '../support/service.ts';
import { tunebook } from '../support/tunebook.ts';
import { PythonClient, settings } from './python-support.ts';
import { TestService, until } from './support.ts';

let weed: Seaweed;
let env: NodeJS.ProcessEnv;
let other: S3Client; // what another program sees

beforeAll(async () => {
  weed = await startSeaweed('data', 'store', 'gone');
  env = { ...weed.env };
  other = weed.client;
});
afterAll(async () => {
  await weed[Symbol.asyncDispose]();
});

const keys = async (Prefix: string, Bucket = 'store') =>
  (await other.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents?.map(({ Key = '' }) => Key) ?? [];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('an artifact in a bucket', () => {
  let service: TestService;

  beforeAll(async () => {
    await other.send(new PutObjectCommand({ Bucket: 'data', Key: 'deep/mesh one.txt', Body: 'nodes' }));
    service = await TestService.start(undefined, undefined, env);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const submit = (url: string, mountpoint?: string) =>
    service.submit({ tasks: [{ cmd: `/bin/sh -c 'cat mesh*; env'` }], artifacts: [{ url, mountpoint }] });

  it('is fetched with the rights of the service, which the job does not see', async () => {
    const id = await submit('s3://data/deep/mesh one.txt');
    expect(await service.ended(id)).toMatchObject({
      status: 'completed',
      artifacts: [{ url: 's3://data/deep/mesh one.txt' }],
    });
    const stdout = await service.stdout(id);
    expect(stdout).toMatch(/^nodes/);
    expect(stdout).not.toContain('AWS_');
  });

  it.each(['s3://data/none', 's3://none-such/mesh.txt'])(
    'fails the job when there is no %s, and says so',
    async url => {
      const { status, statusReason } = await service.ended(await submit(url));
      expect(status).toBe('failed');
      expect(statusReason).toMatch(/^Artifact download failed: \S+ \(.*(none|bucket).*\)$/i);
      expect(statusReason).not.toContain('SECRET');
    },
  );

  it.each(['s3://data', 's3:///x', 's3://data/folder/', 's3://data/..'])('is refused as %s', async url => {
    const job = { tasks: [{ cmd: 'true' }], resources: { cpus: 1, memory: 0.1 }, artifacts: [{ url }] };
    const { status, body } = await service.request('POST', '/jobs', job);
    expect([status, body.error]).toEqual([400, expect.stringContaining('artifacts[0].url')]);
  });
});

describe('a service that keeps its objects in a bucket', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({ ...settings, store: 's3://store/tb' }, undefined, env);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const upload = async (filename: string, bytes: string, checksum: string | null = sha256(bytes)) => {
    const { status, body } = await service.request('POST', '/data/upload', { filename, checksum });
    expect(status).toBe(201);
    return {
      url: body.url as string,
      status: (await fetch(body.url, { method: 'PUT', body: bytes })).status,
    };
  };
  const run = async (cmd: string, more: object = {}) =>
    service.ended(await service.submit({ tasks: [{ cmd: `/bin/sh -c '${cmd}'` }], ...more }));
  const listed = async () => (await service.request('GET', '/data')).body;

  it('hands out URLs of the bucket, for uploads and for what jobs have made', async () => {
    const name = 'mesh/größe 1%20.txt';
    const sent = await upload(name, 'nodes');
    expect([sent.url.startsWith(`${weed.endpoint}/store/tb/uploads/`), sent.status]).toEqual([true, 200]);
    expect((await upload('wrong', 'abc', sha256('abd'))).status).toBe(400);
    expect((await upload('quiet', '12', null)).status).toBe(200);
    expect((await upload('empty', '')).status).toBe(201);
    expect(await listed()).toMatchObject([
      { name: 'empty', size: 0, checksum: sha256('') },
      { name, size: 5, lastModified: expect.stringMatching(/ GMT$/), checksum: sha256('nodes') },
      { name: 'quiet', size: 2 },
    ]);
    const job = await run('cat "größe 1%20.txt" quiet > a.txt; mkdir d; cp a.txt d; env', {
      artifacts: [{ url: name }, { url: 'quiet' }],
      outputFiles: ['a.txt', 'none'],
      outputDirs: ['d'],
    });
    expect(job).toMatchObject({ status: 'failed', statusReason: expect.stringContaining('none') });
    const [file, none] = job.outputFiles!;
    expect([file!.size, none!.url]).toEqual([7, '']);
    for (const { url } of [file!, job.outputDirs![0]!])
      expect(url).toContain(`${weed.endpoint}/store/tb/jobs/`);
    const reply = await fetch(file!.url, { headers: { range: 'bytes=3-' } });
    expect([reply.headers.get('content-type'), await reply.text()]).toEqual([
      'text/plain; charset=utf-8',
      'es12',
    ]);
    expect(await service.stdout(job.id)).not.toContain('AWS_');
    const log = await readFile(join(service.home, 'service.log'), 'utf8');
    expect(log).toContain('s3://store/tb/');
    expect(log).not.toMatch(/X-Amz-|SECRET/i);
    expect((await service.request('DELETE', `/data/${encodeURIComponent(name)}`)).status).toBe(204);
    expect(await keys('tb/uploads/mesh')).toEqual([]);
    const refused = await service.request('POST', '/jobs', {
      tasks: [{ cmd: 'true' }],
      resources: { cpus: 1, memory: 0.1 },
      artifacts: [{ url: name }],
    });
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.stringContaining('no uploaded object'),
    ]);
  });

  it('gives jobs what was uploaded last under a name, and keeps nothing else of it', async () => {
    for (const text of ['one', 'two', 'three', 'one']) {
      await upload('same', text);
      const job = await run('cat same', { artifacts: [{ url: 'same' }] });
      expect(await service.stdout(job.id)).toBe(text);
      expect((await listed()).find((each: { name: string }) => each.name === 'same').checksum).toBe(
        sha256(text),
      );
    }
    expect(await keys('tb/uploads/same/')).toEqual([`tb/uploads/same/${sha256('one')}`]);
  });

  it('reuses a job only while its outputs are there', async () => {
    const job = {
      tasks: [{ cmd: `/bin/sh -c 'echo 1 > r.txt'` }],
      resources: { cpus: 1, memory: 0.1 },
      outputFiles: ['r.txt'],
      labels: { hash: 'x' },
    };
    const submit = async () => (await service.request('POST', '/jobs?reuse=hash', job)).body;
    const { id } = await submit();
    await service.ended(id);
    expect(await submit()).toEqual({ id, reused: true });
    const [Key] = await keys(`tb/jobs/`).then(all => all.filter(key => key.includes(`/${id}/`)));
    await other.send(new DeleteObjectCommand({ Bucket: 'store', Key: Key! }));
    expect((await submit()).id).toBeGreaterThan(id);
  });

  it('removes what jobs have stored when they are pruned, and unfinished uploads when it starts', async () => {
    const send = `
      const headers = { authorization: 'Bearer ' + process.env.PROMINENCE_TOKEN }
      const ask = { method: 'POST', headers, body: JSON.stringify({ name: 'early' }) }
      const { url } = await (await fetch(process.env.PROMINENCE_URL + '/data/output', ask)).json()
      console.log((await fetch(url, { method: 'PUT', body: 'sent' })).status)`;
    const id = await service.submit({
      tasks: [
        { cmd: 'node send.mjs' },
        { cmd: `/bin/sh -c 'seq 9 > out; until test -e go; do sleep 0.02; done'` },
      ],
      resources: { cpus: 1, memory: 1 },
      inputs: [{ filename: 'send.mjs', content: Buffer.from(send).toString('base64') }],
      outputFiles: ['out'],
    });
    const scratch = join(service.home, 'jobs', String(id), '0', 'scratch');
    await until(() => existsSync(join(scratch, 'out')));
    const [, early] = (await service.read(id)).outputFiles!;
    expect([early!.name, early!.size, await (await fetch(early!.url)).text()]).toEqual(['early', 4, 'sent']);
    expect((await service.request('PUT', `/jobs/${id}/snapshot?path=.`)).status).toBe(200);
    const { url } = (await service.request('GET', `/jobs/${id}/snapshot`)).body;
    expect([...new Uint8Array(await (await fetch(url)).arrayBuffer())].slice(0, 2)).toEqual([0x1f, 0x8b]);
    await writeFile(join(scratch, 'go'), '');
    await service.ended(id);
    const stored = (await keys('tb/jobs/')).flatMap(key => key.split(`/${id}/`)[1] ?? []);
    expect(stored).toEqual(['outputs/0/out', 'sent/early', 'snapshot.tgz']);
    const [own] = await keys('tb/jobs/');
    const Key = own!.replace(/^(tb\/jobs\/\w+\/).*/, `$1${id}/outputs/1/large`);
    await other.send(new CreateMultipartUploadCommand({ Bucket: 'store', Key }));
    await service.kill('SIGKILL');
    await service.restart(env);
    expect((await other.send(new ListMultipartUploadsCommand({ Bucket: 'store' }))).Uploads ?? []).toEqual(
      [],
    );
    const kept = await keys('tb/uploads/');
    let bytes = 0;
    await until(async () => {
      bytes += (await service.request('POST', '/prune', { days: 0 })).body.bytes;
      return (await service.read(id)) === undefined;
    });
    expect(bytes).toBeGreaterThanOrEqual(18 + 4);
    expect(await keys('tb/jobs/')).toEqual([]);
    expect(await keys('tb/uploads/')).toEqual(kept);
  });

  it("works with PROMINENCE's Python client", async () => {
    const script = join(import.meta.dirname, 'python/bucket.py');
    expect(await new PythonClient(service).script(script)).toMatchObject({ code: 0, err: '' });
  });

  it('fails a job that can store no more with the reason, and finds what was stored elsewhere before', async () => {
    const before = await run('echo before > r', { outputFiles: ['r'] });
    await upload('left', 'behind');
    await service.kill('SIGTERM');
    await service.writeSettings({ ...settings, store: 's3://gone' });
    await service.restart(env);
    expect(await listed()).toEqual([]);
    const id = await service.submit({
      tasks: [{ cmd: `/bin/sh -c 'until test -e go; do sleep 0.02; done; echo 1 > r'` }],
      outputFiles: ['r'],
    });
    await service.reaches(id, 'running');
    await other.send(new DeleteBucketCommand({ Bucket: 'gone' }));
    // What goes through the service is more than is on its way when the bucket refuses it.
    const through = await service.request('POST', '/data/upload', { filename: 'x', checksum: sha256('') });
    const refused = await fetch(through.body.url, { method: 'PUT', body: Buffer.alloc(24 * 2 ** 20) });
    expect([refused.status, await refused.text()]).toEqual([500, expect.stringMatching(/no such bucket/)]);
    await writeFile(join(service.home, 'jobs', String(id), '0', 'scratch', 'go'), '');
    expect(await service.ended(id)).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(
        /^Unable to stageout output to object storage: r \(.*no such bucket/,
      ),
    });
    await service.kill('SIGTERM');
    await service.writeSettings(settings);
    await service.restart(env);
    const { outputFiles } = await service.read(before.id);
    expect(await (await fetch(outputFiles![0]!.url)).text()).toBe('before\n');
    expect(await readFile(join(service.home, 'service.log'), 'utf8')).toContain('"former":"s3://gone/"');
  });

  it.each([
    ['s3://store/tb', { AWS_SECRET_ACCESS_KEY: 'WRONG' }, /the secret key does not belong/],
    ['s3://none-such/tb', {}, /there is no such bucket/],
  ])('does not start with %s and %j, and says why', async (store, more, why) => {
    const home = join(service.home, 'another');
    const { code, stderr } = await tunebook(['serve', '--store', store], {
      home,
      cwd: service.home,
      env: { ...env, ...more },
    });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^The service could not start: Objects can't be/),
    ]);
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/WRONG|SECRET/);
  });
});

describe('cells whose service keeps its objects in a bucket', () => {
  const before = { ...process.env };
  let home: TestHome;
  let proxy: FaultProxy;

  beforeAll(async () => {
    proxy = await FaultProxy.start(weed.endpoint, new Random(0));
    Object.assign(process.env, env, { AWS_ENDPOINT_URL_S3: proxy.url });
    home = await TestHome.make();
    await writeFile(join(home.folder, 'settings.json'), JSON.stringify({ store: 's3://store/cells' }));
  });
  afterAll(async () => {
    await home.dispose();
    process.env = before;
    await proxy.close();
  });

  it('upload, run and read as ever', async () => {
    const port = RecordingPort.register();
    const mesh = await new Artifact('mesh.txt').upload(Buffer.from('1 2 3'));
    await new Artifact('mesh.txt').upload(Buffer.from('1 2 3'));
    expect(port.texts.join()).toContain('there already');
    expect(await uploads.list()).toMatchObject([{ name: 'mesh.txt', size: 5 }]);
    const job = () =>
      new Job({
        tasks: [{ image: 'host', command: 'cp mesh.txt out.txt' }],
        artifacts: [mesh],
        outputFiles: ['out.txt'],
      });
    const asked = proxy.requests.length;
    const done = await job().run();
    // For all uploads asks only the client, which tells jobs apart by what their inputs hold.
    const all = /prefix=cells%2Fuploads%2F(?:&|$)/;
    expect(proxy.requests.slice(asked).filter(line => all.test(line))).toHaveLength(1);
    expect(await done.output('out.txt').text()).toBe('1 2 3');
    const [path] = await done.download(join(home.folder, 'results'));
    expect(await readFile(path!, 'utf8')).toBe('1 2 3');
    expect((await job().run()).id).toBe(done.id);
    await new Artifact('mesh.txt').upload(Buffer.from('4 5 6'));
    const again = await job().run();
    expect([again.id === done.id, await again.output('out.txt').text()]).toEqual([false, '4 5 6']);
    const status = await tunebook(['status', '--json'], { home: home.folder });
    expect(JSON.parse(status.stdout)).toMatchObject({ store: 's3://store/cells/' });
    // There was no other store before.
    expect(await readFile(join(home.folder, 'service.log'), 'utf8')).not.toContain('"former"');
  });

  it('run a job that failed again without a question for its outputs', async () => {
    const job = () =>
      new Job({ tasks: [{ image: 'host', command: sh`echo 1 > out; exit 3` }], outputFiles: ['out'] });
    const failed = await job().run({ check: false });
    expect(await failed.output('out').text()).toBe('1\n');
    const asked = proxy.requests.length;
    await job().run({ check: false });
    expect(proxy.requests.slice(asked).filter(line => line.startsWith('HEAD'))).toEqual([]);
  });

  it.each(seeds)('get whole files or a clear error, whatever the network does (seed %i)', async seed => {
    RecordingPort.register();
    const random = new Random(seed);
    const bytes = randomBytes(random.int(0, soaking ? 40_000_000 : 300_000));
    const roundTrip = async () => {
      const artifact = await new Artifact(`in-${seed}`).upload(bytes);
      const job = new Job({
        tasks: [{ image: 'host', command: `cp in-${seed} out` }],
        artifacts: [artifact],
        outputFiles: ['out'],
      });
      return (await job.run()).output('out').bytes();
    };
    proxy.random = random;
    proxy.chance = 0.15;
    const got = await roundTrip()
      .catch((error: { code?: string }) => {
        expect(['storage', 'service', 'job-failed']).toContain(error.code);
        return bytes;
      })
      .finally(() => {
        proxy.chance = 0;
      });
    expect(Buffer.compare(got, bytes)).toBe(0);
    expect((await other.send(new ListMultipartUploadsCommand({ Bucket: 'store' }))).Uploads ?? []).toEqual(
      [],
    );
  });
});
