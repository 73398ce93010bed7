import { inspect } from 'node:util';
import { Artifact, InputFile, Job, jobs } from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { StockServer } from '../../support/stock-server.ts';

let server: StockServer;

beforeEach(async () => {
  RecordingPort.register();
  server = await StockServer.start();
  process.env['PROMINENCE_URL'] = server.url;
  process.env['PROMINENCE_TOKEN'] = 'good-token';
});
afterEach(async () => {
  delete process.env['PROMINENCE_URL'];
  delete process.env['PROMINENCE_TOKEN'];
  await server.close();
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
        labels: { clientid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ]);
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
    expect(text).toBe('P = 1\nP = 2\n');
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

  it('never submit a job a second time after a lost reply', async () => {
    server.instead = (request, reply) => request.startsWith('POST') && !!reply.destroy();
    await expect(job().create()).rejects.toMatchObject({ code: 'unreachable' });
    expect(server.requests.filter(request => request.startsWith('POST'))).toHaveLength(1);
  });
});
