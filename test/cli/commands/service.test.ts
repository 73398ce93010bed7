import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

  it('status and stop tell a service that hangs from none, and what to do about it', async () => {
    const serving = startTunebook(['serve'], { home });
    await serving.prints(/Serving at/);
    serving.kill('SIGSTOP');
    const advice = new RegExp(`process ${serving.pid}.* does not answer.*kill -9 ${serving.pid}`);
    const calls = await Promise.all(
      [['status'], ['status', '--json'], ['stop']].map(args => tunebook(args, { home })),
    );
    serving.kill('SIGCONT');
    const [status, json, stop] = calls;
    expect(status).toMatchObject({ code: 1, stderr: expect.stringMatching(advice) });
    expect(stop).toMatchObject({ code: 1, stderr: expect.stringMatching(advice) });
    expect(json!.code).toBe(1);
    expect(JSON.parse(json!.stdout)).toMatchObject({ running: true, answers: false, pid: serving.pid });
  });

  it('status takes the record that a killed service left for what it is', async () => {
    const silent = createServer(() => {});
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/prominence/v1`;
    const record = { pid: process.pid, url, token: 't', version: '0.1.0' };
    await writeFile(join(home, 'service.json'), JSON.stringify(record));
    expect(await tunebook(['status'], { home })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('No service runs'),
    });
    await rm(join(home, 'service.json'));
    silent.close();
    silent.closeAllConnections();
  });

  it('serve refuses what is no port, and says why it could not start', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(await tunebook(['serve', '--port', String(port)], { home })).toMatchObject({
      code: 1,
      stderr:
        `The service could not start: port ${port} can't be had, another program listens there. ` +
        'Name another with --port, or leave it out for a free one.\n',
    });
    taken.close();
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
