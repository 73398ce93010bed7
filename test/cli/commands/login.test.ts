import { existsSync } from 'node:fs';
import { Remote } from '../../support/remote.ts';
import { startTunebook, tunebook } from '../../support/tunebook.ts';

let remote: Remote;
beforeEach(async () => {
  remote = await Remote.start();
});
afterEach(async () => {
  await remote.close();
});

const options = () => ({
  home: remote.home,
  env: { ...remote.env, PROMINENCE_TOKEN: undefined } as NodeJS.ProcessEnv,
});

describe('tunebook login', () => {
  it('prints the link and the code, waits, and logs in; logout removes the token', async () => {
    remote.provider.entered = false;
    const login = startTunebook(['login'], options());
    await login.prints(/Open http:\S+\/device and enter the code WDJB-<b>/);
    remote.provider.entered = true;
    const { code, stdout, stderr } = await login.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Logged in\. The token renews itself\n$/);
    for (const secret of remote.secrets) expect(stdout).not.toContain(secret);
    expect(await remote.mode('token')).toBe('600');

    const logout = await tunebook(['logout'], options());
    expect(logout).toMatchObject({ code: 0, stdout: `Logged out: ${remote.file('token')} is removed.\n` });
    expect(existsSync(remote.file('token'))).toBe(false);
    expect((await tunebook(['logout'], options())).stdout).toMatch(/^Nobody is logged in/);
  });

  it('is given up by Ctrl-C', async () => {
    remote.provider.entered = false;
    remote.provider.interval = 60;
    const login = startTunebook(['login'], options());
    await login.prints(/enter the code/);
    login.kill('SIGINT');
    expect(await login.ended).toMatchObject({
      code: 130,
      stderr: 'The login was given up. Nothing is stored.\n',
    });
    expect(existsSync(remote.file('token'))).toBe(false);
  });

  it('fails with one line when it is denied, or when something is missing', async () => {
    remote.provider.answers.push('access_denied');
    expect(await tunebook(['login'], options())).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The login at \S+ was denied. Nothing is stored\n$/),
    });
    const env = { ...options().env, PROMINENCE_OIDC_URL: undefined };
    expect(await tunebook(['login'], { home: remote.home, env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^PROMINENCE_OIDC_URL is not set: .*\n$/),
    });
  });
});
