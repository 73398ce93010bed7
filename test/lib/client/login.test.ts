import { readdir, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { Job, jobs, service } from '../../../dist/lib/index.js';
import { jwt, OidcServer } from '../../support/oidc-server.ts';
import { RecordingPort } from '../../support/recording-port.ts';
import { Remote } from '../../support/remote.ts';

let remote: Remote;
let port: RecordingPort;
beforeEach(async () => {
  port = RecordingPort.register();
  remote = await Remote.start();
  remote.enter();
});
afterEach(async () => {
  await remote.close();
});

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    error => error,
  );

/** Nothing that an error or a card says may hold a secret. */
function expectNoSecret(...values: unknown[]): void {
  const text = inspect([...values, [...port.displays.values()]], { depth: 20, showHidden: true });
  for (const secret of remote.secrets) expect(text).not.toContain(secret);
}

describe('a login', () => {
  it('shows a link and a code until it is done, and then the service takes the token', async () => {
    remote.provider.entered = false;
    const login = service.login();
    await port.shows(/Open http:\S+\/device and enter the code WDJB-<b>/);
    await port.shows(/device\?code=WDJB.*WDJB-&lt;b&gt;/s, 'text/html');
    remote.provider.entered = true;
    await login;
    await port.shows(/^Logged in\. The token renews itself$/);
    expect(port.texts).toHaveLength(1);
    expect(inspect([...port.displays.values()])).not.toContain('WDJB');
    expect(await jobs.list()).toEqual([]);
    expect(await remote.mode('token')).toBe('600');
    expect(await remote.mode('client')).toBe('600');
    expect(await readdir(remote.file(''))).toEqual(['client', 'token']);
    expectNoSecret(jobs);
  });

  it('asks no sooner than the interval, and 5 s later after slow_down', async () => {
    remote.provider.answers.push('authorization_pending', 'slow_down');
    await service.login();
    expect(remote.provider.early).toBe(0);
    expect(remote.provider.count('/token')).toBe(3);
  });

  it('survives errors that pass and cut connections, and says so meanwhile', async () => {
    remote.provider.entered = false;
    const login = service.login();
    await port.shows(/the code holds/);
    remote.provider.answers.push('cut', 503, 429, 'authorization_pending', 'cut');
    remote.provider.entered = true;
    await port.shows(/No answer \(.+\), trying again/);
    await login;
    expect(await jobs.list()).toEqual([]);
  });

  it.each([
    ['access_denied', 'login-denied', /was denied/],
    ['expired_token', 'login-expired', /in time. Log in again/],
    ['invalid_grant', 'login-failed', /invalid_grant: of \*\*\*/],
  ])('ends with what the provider says: %s', async (answer, code, message) => {
    remote.provider.answers.push(answer);
    const error = await failure(service.login());
    expect(error).toMatchObject({ name: 'LoginError', code, message: expect.stringMatching(message) });
    await port.shows(/^Not logged in$/);
    expect(await readdir(remote.file(''))).toEqual(['client']);
    expectNoSecret(error);
  });

  it('ends when the code has expired, whatever the provider says', async () => {
    remote.provider.entered = false;
    remote.provider.codeLife = 0.2;
    await expect(service.login()).rejects.toMatchObject({ code: 'login-expired' });
  });

  it('ends at once when the cell is interrupted', async () => {
    remote.provider.entered = false;
    remote.provider.interval = 60;
    const login = failure(service.login());
    await port.shows(/the code holds/);
    port.interrupt();
    expect(await login).toMatchObject({ code: 'login-interrupted' });
    await port.shows(/^Not logged in$/);
  });

  it('shows no link that would run a script', async () => {
    remote.provider.link = 'javascript:alert(1)';
    await expect(service.login()).rejects.toMatchObject({ code: 'login-failed' });
    expect(port.texts).toEqual([]);
  });

  it('registers once, and uses the addresses that the provider names', async () => {
    await service.login();
    remote.provider.discovery = {
      issuer: `${remote.provider.url}/`,
      token_endpoint: `${remote.provider.url}/token`,
      device_authorization_endpoint: `${remote.provider.url}/other/device`,
    };
    await service.login();
    expect(remote.provider.count('/register')).toBe(1);
    expect(remote.provider.count('/other/device')).toBe(1);
  });

  it('does not show a provider the secret that another gave', async () => {
    await service.login();
    const other = await OidcServer.start();
    process.env['PROMINENCE_OIDC_URL'] = other.url;
    await service.login();
    expect(other.count('/register')).toBe(1);
    await other.close();
  });

  it('says what is missing, and refuses to send secrets unencrypted', async () => {
    process.env['PROMINENCE_TOKEN'] = 'x';
    await expect(service.login()).rejects.toThrow('PROMINENCE_TOKEN is set, and goes before');
    delete process.env['PROMINENCE_TOKEN'];
    process.env['PROMINENCE_OIDC_URL'] = 'http://login.example.org';
    await expect(service.login()).rejects.toMatchObject({ code: 'insecure' });
    process.env['PROMINENCE_OIDC_URL'] = `${remote.provider.url}/nowhere`;
    await expect(service.login()).rejects.toThrow(/refused to register a program \(not_found\)/);
    delete process.env['PROMINENCE_OIDC_URL'];
    await expect(service.login()).rejects.toMatchObject({ code: 'login-impossible' });
  });
});

describe('a token that ends', () => {
  it('is renewed before it does', async () => {
    remote.provider.tokenLife = -1; // the first is over at once
    await service.login();
    remote.provider.tokenLife = 3600;
    await jobs.list();
    await jobs.list();
    expect(remote.provider.count('/token', 'refresh')).toBe(1);
    expect((await remote.stored())['access_token']).toBe(remote.provider.given[1]);
    expect(await remote.mode('token')).toBe('600');
    expect(remote.service.requests).toEqual(Array(2).fill(expect.stringMatching(/^GET .*\/jobs\?/)));
  });

  it('is renewed once when the service refuses it, for all who wait, and nothing is submitted twice', async () => {
    await service.login();
    remote.service.tokens.clear();
    const job = () => new Job({ tasks: [{ image: 'app.sif', command: 'solve' }] }).create();
    await Promise.all([job(), job(), job()]);
    expect(remote.provider.count('/token', 'refresh')).toBe(1);
    expect(remote.service.submitted).toHaveLength(3);
  });

  it('is renewed under a job that is waited for', async () => {
    await service.login();
    let polls = 0;
    remote.service.instead = request => {
      if (request.includes('?id=') && polls++ === 0) remote.service.tokens.clear();
      return false;
    };
    const job = await new Job({ tasks: [{ image: 'app.sif', command: 'solve' }] }).run();
    expect(job.succeeded).toBe(true);
    expect(remote.provider.count('/token', 'refresh')).toBe(1);
  });

  it("is renewed where PROMINENCE's own client has stored it, too", async () => {
    await service.login();
    await remote.store({ issuer: undefined, client_id: undefined });
    const client = { client_id: 'me', client_secret: remote.provider.secret };
    await writeFile(remote.file('client'), JSON.stringify(client));
    remote.service.tokens.clear();
    expect(await jobs.list()).toEqual([]);
  });

  it('is not renewed for ever: a new one that is refused is an error', async () => {
    await service.login();
    remote.provider.onToken = () => {};
    remote.service.tokens.clear();
    const error = await failure(jobs.list());
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/tunebook login/) });
    await failure(jobs.list());
    expect(remote.provider.count('/token', 'refresh')).toBe(1);
    expectNoSecret(error);
  });

  it('is an error that says when, and what to do, where it cannot be renewed', async () => {
    remote.provider.renews = false;
    remote.provider.tokenLife = -60;
    remote.provider.onToken = () => {};
    await service.login();
    const error = await failure(jobs.list());
    expect(error.message).toMatch(
      /The login has expired \(20.*Z\)\. Log in again: tunebook login .*service\.login\(\)/,
    );
    expectNoSecret(error);
  });

  it('is left to the service as long as the provider does not answer', async () => {
    await service.login();
    const old = jwt({ exp: 1 });
    remote.service.tokens.add(old);
    await remote.store({ access_token: old });
    await remote.provider.close();
    expect(await jobs.list()).toEqual([]);
    remote.service.tokens.clear();
    await expect(jobs.list()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('of a login elsewhere counts at once', async () => {
    remote.provider.renews = false;
    await service.login();
    await jobs.list();
    remote.service.tokens.clear();
    await service.login();
    expect(await jobs.list()).toEqual([]);
  });

  it('cannot be renewed after the provider has refused to, and it is not asked again', async () => {
    await service.login();
    await remote.store({ refresh_token: 'refresh-token-secret-old' });
    remote.service.tokens.clear();
    await expect(jobs.list()).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(jobs.list()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(remote.provider.count('/token', 'refresh')).toBe(1);
    expect(await remote.stored()).not.toHaveProperty('refresh_token');
  });
});
