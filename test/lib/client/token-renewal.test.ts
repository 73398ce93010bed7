import { execFile } from 'node:child_process';
import { utimes, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { service } from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { Remote } from '../../support/remote.ts';
import { packageRoot } from '../../support/tunebook.ts';

let remote: Remote;

/** A plain script that uses the client, in a process of its own; what it printed. */
async function script(code: string): Promise<string> {
  const source = `import { jobs, service } from '${packageRoot}/dist/lib/index.js'; ${code}`;
  const env = { ...process.env, ...remote.env };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], {
    env,
  });
  return stdout;
}

describe('scripts, each a process', () => {
  beforeEach(async () => {
    RecordingPort.register();
    remote = await Remote.start();
    remote.enter();
  });
  afterEach(async () => {
    await remote.close();
  });

  it('log in as a notebook does: the link and the code are printed once', async () => {
    const printed = await script('await service.login()');
    expect(printed).toMatch(
      /^Open \S+ and enter the code WDJB-<b>\n.*\nLogged in\. The token renews itself\n$/,
    );
  });

  it('renew a token once for all, though a refresh token holds for one renewal only', async () => {
    await service.login();
    remote.service.tokens.clear();
    const list = 'console.log((await jobs.list()).length)';
    expect(await Promise.all([script(list), script(list), script(list)])).toEqual(['0\n', '0\n', '0\n']);
    expect(remote.provider.count('/token', 'refresh')).toBe(1);
  });

  it('are not held up by one that died while it renewed', async () => {
    await service.login();
    remote.service.tokens.clear();
    await writeFile(remote.file('token.lock'), '');
    await utimes(remote.file('token.lock'), 1, 1);
    expect(await script('console.log((await jobs.list()).length)')).toBe('0\n');
  });
});
