import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  Artifact,
  asCompleted,
  InputFile,
  Job,
  type JobOptions,
  jobs,
  kv,
  Repeat,
  Workflow,
  workflows,
} from '../../../dist/lib/index.js';
import { FileCache } from '../../../dist/lib/storage/file-cache.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { StockServer } from '../../support/stock-server.ts';
import { tunebook } from '../../support/tunebook.ts';

let home: string;
let server: StockServer;
let port: RecordingPort;

beforeEach(async () => {
  port = RecordingPort.register();
  home = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  process.env['TUNEBOOK_HOME'] = home;
  server = await StockServer.start();
  process.env['PROMINENCE_URL'] = server.url;
  process.env['PROMINENCE_TOKEN'] = 'good-token';
});
afterEach(async () => {
  delete process.env['PROMINENCE_URL'];
  delete process.env['PROMINENCE_TOKEN'];
  delete process.env['TUNEBOOK_HOME'];
  await server.close();
  await rm(home, { recursive: true, force: true });
});

const job = () =>
  new Job({
    tasks: [{ image: 'app.sif', command: 'solve in.txt' }],
    inputFiles: [new InputFile('in.txt', '')],
    outputFiles: ['out.csv'],
  });

describe('a stock PROMINENCE server', () => {
  it('runs the same notebook: submit, wait by polling, read results', async () => {
    const done = await job().run();
    expect(done).toMatchObject({ succeeded: true, exitCodes: [0] });
    expect(await done.number(/P = (\S+)/)).toBe(2);
    expect([...(await done.output('out.csv').table())]).toEqual([{ x: 1, y: 2 }]);
    expect(server.submitted).toEqual([
      {
        name: '',
        tasks: [{ image: 'app.sif', runtime: 'singularity', cmd: 'solve in.txt' }],
        inputs: [{ filename: 'in.txt', content: '' }],
        outputFiles: ['out.csv'],
        resources: { cpus: 1, memory: 1, disk: 10, nodes: 1 },
        labels: {
          clientid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          contentHash: expect.stringMatching(/^[0-9a-f]{40}$/),
        },
      },
    ]);
  });

  it('is asked for an output once: it is kept on this machine, within bounds', async () => {
    const fetched = () => server.requests.filter(request => request.includes('/store/out')).length;
    const done = await job().run();
    expect(await done.output('out.csv').text()).toBe(await done.output('out.csv').text());
    const before = fetched();
    expect(before).toBeGreaterThan(0);
    server.requests.length = 0;
    expect([...(await done.output('out.csv').table())]).toEqual([{ x: 1, y: 2 }]);
    const saved = join(home, 'saved.csv');
    await done.getOutputFile('out.csv', { saveAs: saved });
    expect(await readFile(saved, 'utf8')).toBe(await done.output('out.csv').text());
    expect(server.requests).toEqual([]);
    await writeFile(saved, 'what a user does with it'); // changes nothing of what is kept
    expect([...(await done.output('out.csv').table())]).toEqual([{ x: 1, y: 2 }]);

    const usage = JSON.parse((await tunebook(['cache', '--json'], { home })).stdout);
    expect(usage).toMatchObject({ files: 1, limit: 10e9 });
    expect((await tunebook(['cache'], { home })).stdout).toMatch(/^1 file, 0\.0 MB of at most 10 GB in /);
    expect((await tunebook(['cache', '--clear'], { home })).stdout).toBe('Removed: 1 file, 0.0 MB.\n');
    await done.output('out.csv').text();
    expect(server.requests).not.toEqual([]);

    // Of more than there is room for, what was used least lately goes.
    const cache = new FileCache({ TUNEBOOK_HOME: home, TUNEBOOK_CACHE_GB: '0.00002' });
    const add = (key: string) => cache.add(key, path => writeFile(path, key.padEnd(8000)));
    for (const key of ['a', 'b']) await add(key);
    await utimes((await cache.find('a'))!, new Date(), new Date(Date.now() + 1000));
    await add('c');
    expect(await cache.find('b')).toBeUndefined();
    expect(await readFile((await cache.find('a'))!, 'utf8')).toBe('a'.padEnd(8000));
    expect((await cache.usage()).bytes).toBeLessThanOrEqual(20_000);
  });

  it('is asked for the same job by its label, which is reused when it has succeeded', async () => {
    const first = await job().run();
    server.requests.length = 0;
    const again = await job().run();
    expect(again).toMatchObject({ id: first.id, succeeded: true });
    const label = `constraint=contentHash=${(server.submitted[0]!['labels'] as { contentHash: string }).contentHash}`;
    expect(decodeURIComponent(server.requests.find(request => request.includes('?'))!)).toBe(
      `GET /prominence/v1/jobs?all=true&${label}`,
    );
    expect(server.requests.some(request => request.startsWith('POST'))).toBe(false);
    expect((await job().run({ fresh: true })).id).toBe(first.id! + 1);
    const repeat = job();
    repeat.replicate = 1;
    expect((await repeat.run()).id).toBe(first.id! + 2);
  });

  it('is asked for size and time of uploads, which tell their contents where nothing else does', async () => {
    const upload = (lastModified: string) => [
      { name: 'mesh', size: 1, lastModified },
      { name: 'app.sif', size: 1, lastModified: 'Mon, 01 Jun 2026 10:00:00 GMT' },
    ];
    const idOf = async () => {
      const job = new Job({
        tasks: [{ image: 'app.sif', command: 'solve' }],
        artifacts: [new Artifact('mesh')],
        outputFiles: ['out.csv'],
      });
      return (await job.run()).id;
    };
    server.uploads = upload('Mon, 01 Jun 2026 10:00:00 GMT');
    const first = await idOf();
    expect(await idOf()).toBe(first);
    server.uploads = upload('Mon, 01 Jun 2026 11:00:00 GMT');
    const second = await idOf();
    expect(second).not.toBe(first);
    await new Artifact('mesh').upload(new URL(import.meta.url).pathname);
    const third = await idOf();
    server.uploads = upload('Mon, 01 Jun 2026 12:00:00 GMT');
    expect(await idOf()).toBe(third); // sent by this process: its checksum is known
    server.uploads[1]!['size'] = 2;
    expect(await idOf()).not.toBe(third);
  });

  it('has one job of two runs of the same, the second follows the first', async () => {
    const running = job().run();
    await port.shows(/^(queued|running)/);
    const again = await job().run();
    expect(again.id).toBe((await running).id);
    expect(server.submitted).toHaveLength(1);
    expect(port.texts[1]).toContain('attached: the same job was submitted');
  });

  it('is asked once for all jobs that are waited for', async () => {
    const all = await Promise.all([job().create(), job().create(), job().create()]);
    await Promise.all(all.map(each => each.wait()));
    const reads = server.requests.filter(request => request.startsWith('GET /prominence/v1/jobs'));
    expect(reads.length).toBeLessThanOrEqual(5);
    expect(new Set(reads.map(decodeURIComponent))).toEqual(
      new Set(['GET /prominence/v1/jobs?id=1,2,3', 'GET /prominence/v1/jobs?id=1,2,3&detail=true']),
    );
  });

  it('brings all that a job prints to follow, also without events', async () => {
    let text = '';
    for await (const chunk of (await job().create()).follow()) text += chunk;
    expect(text).toBe('P = 1\nP = 2\n°\n');
  });

  it('gets uploads at the address that it gives, without the token', async () => {
    await new Artifact('up').upload(new URL(import.meta.url).pathname);
    expect(server.requests).toContain('PUT /store/up?sig=s');
  });

  it('does not answer 404 for a job that it does not know', async () => {
    await expect(jobs.get(99)).rejects.toMatchObject({ code: 'unknown-job', jobId: 99 });
  });
});

describe('errors of a server', () => {
  it('tell a token that it does not take, without showing it', async () => {
    process.env['PROMINENCE_TOKEN'] = 'bad-token';
    const error = await job()
      .create()
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ServiceError', code: 'unauthorized' });
    expect(String(error)).toContain('set PROMINENCE_TOKEN');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('bad-token');
  });

  it('tell a URL without a token, and a URL that is none', async () => {
    delete process.env['PROMINENCE_TOKEN'];
    await expect(jobs.list()).rejects.toMatchObject({ code: 'unauthorized' });
    process.env['PROMINENCE_URL'] = 'example';
    await expect(jobs.list()).rejects.toThrow('PROMINENCE_URL is "example", which is no http(s) URL');
  });

  it('ask for the right URL where there is no such API', async () => {
    process.env['PROMINENCE_URL'] = `${server.url}/v7`;
    await expect(jobs.list()).rejects.toThrow(/404.*v7, which PROMINENCE_URL says, the base of the API\?/);
    process.env['PROMINENCE_URL'] = 'http://127.0.0.1:1';
    await expect(job().create()).rejects.toThrow(/No answer .*\((bad port|ECONNREFUSED)\)/);
  });

  it('pass on a refusal that comes with status 200', async () => {
    server.instead = (path, reply) => path.includes('/jobs?') && !!reply.end('{"error": "no such status"}');
    await expect(jobs.list()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('no such status'),
    });
  });

  it('name a reply that is not the API', async () => {
    server.instead = (path, reply) => path.includes('/jobs?') && !!reply.end('<html>Welcome</html>');
    await expect(jobs.list()).rejects.toMatchObject({ code: 'protocol' });
    server.instead = (path, reply) => path.includes('/jobs?') && !!reply.end('[{"id": "x"}]');
    await expect(jobs.list()).rejects.toMatchObject({ code: 'protocol' });
  });

  it('are waited out as long as the server asks, and no longer', async () => {
    server.instead = (request, reply) => {
      if (!request.startsWith('POST')) return false;
      reply.writeHead(503, { 'retry-after': '0' }).end('busy');
      return true;
    };
    expect((await job().create()).id).toBe(1);
    server.instead = (request, reply) => {
      if (!request.includes('/jobs?')) return false;
      reply.writeHead(429, { 'retry-after': '0' }).end('slow down');
      return true;
    };
    expect(await jobs.list()).toEqual([]);
    server.instead = (request, reply) => {
      if (!request.startsWith('POST')) return false;
      reply.writeHead(500).end('<h1>Internal Server Error</h1>');
      return true;
    };
    await expect(job().create()).rejects.toThrow('(500): Internal Server Error');
    expect(server.submitted).toHaveLength(1);
  });

  it('are waited for when they are slow, without asking again meanwhile', async () => {
    const created = await job().create();
    const lists = () => server.requests.filter(line => line.startsWith('GET /prominence/v1/jobs?')).length;
    let meanwhile = 0;
    server.instead = (line, reply) => {
      if (!line.startsWith('GET /prominence/v1/jobs?')) return false;
      const before = lists();
      // The head at once, the body in pieces: more than two of the client's usual pauses in all.
      reply.writeHead(200, { 'content-type': 'application/json' }).write('[');
      setTimeout(() => {
        meanwhile = lists() - before;
        reply.end(']');
      }, 700);
      return true;
    };
    expect((await created.wait()).succeeded).toBe(true);
    expect(server.instead).toBeUndefined();
    expect(meanwhile).toBe(0);
  });

  it('never lead to a second submission: a lost answer is found by its label', async () => {
    server.cut = request => request.startsWith('POST');
    const found = await job().create();
    expect(found.id).toBe(1);
    expect(found.labels).toEqual({});
    expect(server.submitted).toHaveLength(1);
    expect((await found.wait()).succeeded).toBe(true);
    expect((await jobs.get(1)).labels).toEqual({});
  });

  it('say under which label a submission would be, when it is not listed', async () => {
    server.instead = (request, reply) => request.startsWith('POST') && !!reply.destroy();
    await expect(job().create()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/It was not sent again; if it did arrive, it has the label clientid=/),
    });
    expect(server.requests.filter(request => request.startsWith('POST'))).toHaveLength(1);
  }, 20_000);

  it('that come while jobs are waited for do not end the waiting', async () => {
    const created = await job().create();
    const waiting = created.wait();
    server.cut = request => request.includes('/jobs?');
    await waiting;
    expect(created.succeeded).toBe(true);
  });
});

describe('workflows of a stock server', () => {
  const part = (name: string): JobOptions => ({ name, tasks: [{ image: 'app.sif', command: 'solve' }] });
  const workflow = () =>
    new Workflow({
      name: 'scan',
      jobs: [part('a'), part('b')],
      dependencies: { a: ['b'] },
      factories: [new Repeat({ jobs: ['b'], number: 2 })],
    });

  it('are submitted as it takes them, run with a card, and found again', async () => {
    const done = await workflow().run();
    expect(done).toMatchObject({ succeeded: true, progress: { total: 2, done: 2 } });
    expect((await done.listJobs()).map(each => each.name)).toEqual(['scan/a', 'scan/b']);
    const found = await workflows.get(done.id!);
    expect(found.toJSON()).toEqual(done.toJSON());
    await expect(workflows.get(77)).rejects.toMatchObject({ code: 'unknown-workflow' });
  });

  it('are waited for by one request for all of them', async () => {
    const both = await Promise.all([workflow().create(), workflow().create()]);
    await Promise.all(both.map(each => each.wait()));
    const reads = server.requests.filter(request => request.startsWith('GET /prominence/v1/workflows'));
    expect(new Set(reads.map(decodeURIComponent))).toEqual(new Set(['GET /prominence/v1/workflows?id=1,4']));
  });

  it('are refused before they are sent, where the server would refuse them', async () => {
    const bad = workflow();
    bad.name = 'two words';
    await expect(bad.create()).rejects.toThrow('needs a name without blanks');
    const sweep = workflow();
    sweep.factories = [{ type: 'parameterSweep', jobs: ['a'], parameters: [{ name: 'x', values: [1] }] }];
    await expect(sweep.create()).rejects.toThrow('takes start, end and step in a sweep');
    const small = workflow();
    small.jobs[0] = { ...part('a'), resources: { memory: 0.5 } };
    await expect(small.create()).rejects.toThrow('jobs[0].resources.memory is 0.5');
    expect(server.submitted).toEqual([]);
  });
});

describe('many jobs on a stock server', () => {
  it('come as they end, and are asked for together', async () => {
    const all = await Promise.all(Array.from({ length: 600 }, () => job().create()));
    const before = server.requests.length;
    let count = 0;
    for await (const each of asCompleted(all)) {
      expect(each.succeeded).toBe(true);
      count++;
    }
    expect(count).toBe(600);
    // Three looks and the details at the end, each in two parts: an address may not be too long.
    expect(server.requests.length - before).toBeLessThan(12);
  });

  it('take commands without losing commas, and keys that do not exist are no errors', async () => {
    const created = await job().create();
    const words = ['printf', '%s|', "it's", 'a,b', '\\1'];
    const sent = await created.exec(words);
    expect(sent).not.toContain(',');
    expect(execFileSync('/bin/sh', ['-c', sent]).toString()).toBe("it's|a,b|\\1|");
    expect(await kv.get('none')).toBeUndefined();
    await kv.set('some', 'text');
    expect(await kv.get('some')).toBe('text');
  });
});
