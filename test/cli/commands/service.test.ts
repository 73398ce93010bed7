import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gone } from '../../support/processes.ts';
import { startTunebook, temporaryHome, tunebook } from '../../support/tunebook.ts';

describe('the service commands', () => {
  let home: string;

  beforeEach(async () => {
    home = await temporaryHome();
  });

  it('serve, status and stop: one service, in the foreground, until it is stopped', async () => {
    const serving = startTunebook(['serve'], { home });
    const [, url] = await serving.prints(/Serving at (\S+?)\. /);
    expect(await tunebook(['status', '--json'], { home })).toMatchObject({ code: 0 });
    const { stdout } = await tunebook(['status', '--json'], { home });
    expect(JSON.parse(stdout)).toMatchObject({
      running: true,
      pid: serving.pid,
      url,
      data: home,
      jobs: { running: 0, queued: 0 },
    });
    expect(await tunebook(['serve'], { home })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`A service runs already (process ${serving.pid}`),
    });
    expect(await tunebook(['stop'], { home })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The service has stopped'),
    });
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect(await tunebook(['status', '--json'], { home })).toMatchObject({ code: 3 });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('serve ends in good order by %s', async signal => {
    const serving = startTunebook(['serve', '--port', '0'], { home });
    await serving.prints(/Serving at/);
    serving.kill(signal);
    expect(await serving.ended).toMatchObject({ code: 0, stderr: '' });
    await gone(serving.pid);
  });

  it('serve refuses what is no port, and says why it could not start', async () => {
    expect(await tunebook(['serve', '--port', 'http'], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('whole number below 65536'),
    });
    const file = join(home, 'file');
    await writeFile(file, '');
    expect(await tunebook(['serve'], { home: file, cwd: home })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The service could not start: .*file/),
    });
  });
});
