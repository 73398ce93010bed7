import { mkdir, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { jobs } from '../../../dist/lib/index.js';
import { jwt } from '../../support/oidc-server.ts';
import { RecordingPort } from '../../support/recording-port.ts';
import { Remote } from '../../support/remote.ts';
import { serve } from '../../support/serve.ts';
import { StockServer } from '../../support/stock-server.ts';

let remote: Remote;
beforeEach(async () => {
  RecordingPort.register();
  remote = await Remote.start();
  remote.enter();
  await mkdir(remote.file(''));
});
afterEach(async () => {
  await remote.close();
});

const secret = jwt({ exp: 4e9, sub: 'secret' });
const shown = (error: unknown) => inspect(error, { depth: 20, showHidden: true });

describe('the token', () => {
  it('is PROMINENCE_TOKEN, else that of ~/.prominence/token, JSON or bare', async () => {
    await expect(jobs.list()).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('there is no token for it. Log in: tunebook login'),
    });
    remote.service.tokens.add('from-file');
    await writeFile(remote.file('token'), 'from-file\n');
    expect(await jobs.list()).toEqual([]);
    await writeFile(remote.file('token'), '{"access_token": "from-file", "token_type": "Bearer"}');
    expect(await jobs.list()).toEqual([]);
    process.env['PROMINENCE_TOKEN'] = 'from-environment';
    await expect(jobs.list()).rejects.toMatchObject({ code: 'unauthorized' });
    remote.service.tokens.add('from-environment');
    remote.service.tokens.delete('from-file');
    expect(await jobs.list()).toEqual([]);
  });

  it.each(['', '{"access_token": 7}', `{"access_token": "${secret}`, `${secret}\n${secret}`])(
    'is asked for again when the file holds none',
    async text => {
      await writeFile(remote.file('token'), text);
      const error = await jobs.list().catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/Log in again/) });
      expect(shown(error)).not.toContain(secret);
    },
  );

  it('in PROMINENCE_TOKEN that has expired is an error that says so', async () => {
    process.env['PROMINENCE_TOKEN'] = jwt({ exp: 1_700_000_000 });
    await expect(jobs.list()).rejects.toThrow(
      /PROMINENCE_TOKEN has expired \(2023-11-14T22:13:20.000Z\): set PROMINENCE_TOKEN to another, or unset it and log in: tunebook login/,
    );
    process.env['PROMINENCE_TOKEN'] = jwt({ exp: 'never' });
    await expect(jobs.list()).rejects.toThrow(/PROMINENCE_TOKEN is not, or no longer, a good one/);
  });

  it('is sent whatever it says of its end: the service decides', async () => {
    const old = jwt({ exp: 1 });
    remote.service.tokens.add(old);
    process.env['PROMINENCE_TOKEN'] = old;
    expect(await jobs.list()).toEqual([]);
  });

  it('is not shown by the error for one that no header takes, or by a server that quotes it', async () => {
    process.env['PROMINENCE_TOKEN'] = `${secret}\n${secret}`;
    const broken = await jobs.list().catch((e: unknown) => e);
    expect(broken).toMatchObject({ code: 'unauthorized' });
    process.env['PROMINENCE_TOKEN'] = secret;
    remote.service.instead = (_, reply) =>
      !!reply.writeHead(401).end(JSON.stringify({ error: `bad token ${secret}` }));
    const quoted = await jobs.list().catch((e: unknown) => e);
    expect(String(quoted)).toContain('bad token ***');
    expect(shown([broken, quoted])).not.toContain(secret);
  });

  it('is not sent unencrypted to another machine, unless that is allowed', async () => {
    process.env['PROMINENCE_TOKEN'] = secret;
    process.env['PROMINENCE_URL'] = 'http://prominence.invalid/prominence/v1';
    await expect(jobs.list()).rejects.toMatchObject({
      code: 'insecure',
      message: expect.stringMatching(/unencrypted\. Use https, or set TUNEBOOK_ALLOW_HTTP=1/),
    });
    process.env['TUNEBOOK_ALLOW_HTTP'] = '1';
    await expect(jobs.list())
      .rejects.toMatchObject({ code: 'unreachable' })
      .finally(() => delete process.env['TUNEBOOK_ALLOW_HTTP']);
  });

  it('goes to no other host that the service redirects to', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, reply) => {
      seen.push(request.headers.authorization);
      reply.end('[]');
    });
    process.env['PROMINENCE_TOKEN'] = secret;
    remote.service.instead = (_, reply) => !!reply.writeHead(308, { location: `${other.url}/jobs` }).end();
    expect(await jobs.list()).toEqual([]);
    expect(seen).toEqual([undefined]);
    await other.close();
  });

  it('of one service is not sent to another', async () => {
    const other = await StockServer.start();
    other.tokens.add('for-other');
    remote.service.tokens.add('for-first');
    process.env['PROMINENCE_TOKEN'] = 'for-first';
    await jobs.list();
    const { serviceClient } = await import('../../../dist/lib/client/service-client.js');
    const first = serviceClient();
    process.env['PROMINENCE_URL'] = other.url;
    process.env['PROMINENCE_TOKEN'] = 'for-other';
    expect(await jobs.list()).toEqual([]);
    expect(await first.jobs({})).toEqual([]); // refused with the other's token
    await other.close();
  });

  it('is not blamed for what the operator has switched off', async () => {
    process.env['PROMINENCE_TOKEN'] = secret;
    remote.service.instead = (_, reply) =>
      !!reply.writeHead(401).end(JSON.stringify({ error: 'Functionality disabled' }));
    await expect(jobs.list()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/\(401\): Functionality disabled$/),
    });
  });
});
