import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { readRecord, TestService } from './support.ts';

/** Makes the clock of a service go before or after the true one. */
const clock = (seconds: number) => ({
  NODE_OPTIONS: `--import data:text/javascript,const%20now=Date.now;Date.now=()=>now()+${seconds * 1000}`,
});

describe('a service around which things change', () => {
  it.each([-86_400, 86_400])('keeps its jobs when the clock jumps by %i s', async seconds => {
    await using service = await TestService.start({ cpus: 1 });
    const go = join(service.home, 'go');
    const running = await service.submitCommands(`/bin/sh -c 'until test -e ${go}; do sleep 0.05; done'`);
    await service.reaches(running, 'running');
    const queued = await service.submit({
      tasks: [{ cmd: 'true' }],
      policies: { maximumTimeInQueue: 44640 },
    });
    await service.kill('SIGKILL');
    await service.restart(clock(seconds));
    expect(await service.request('GET', '/kv?list')).toMatchObject({ status: 200 });
    const later = await service.submitCommands('true');
    spawnSync('touch', [go]);
    for (const id of [running, queued, later]) {
      const { status, execution } = await service.ended(id);
      expect([id, status]).toEqual([id, 'completed']);
      const { wallTimeUsage } = execution!.tasks![0]!;
      expect(wallTimeUsage).toBeGreaterThanOrEqual(0);
      expect(wallTimeUsage).toBeLessThan(1000);
    }
  });

  it('takes another port when its own is taken, and says so in service.json', async () => {
    await using service = await TestService.start();
    const { port } = new URL(service.record.url);
    await service.kill('SIGKILL');
    const other = await new Promise<Server>(resolve => {
      const server = createServer().listen(Number(port), '127.0.0.1', () => resolve(server));
    });
    await service.restart();
    expect(new URL(service.record.url).port).not.toBe(port);
    expect((await service.request('GET', '/jobs')).status).toBe(200);
    other.close();
  });

  it('goes on without the files of its token, and the next one makes them anew', async () => {
    await using service = await TestService.start();
    const { token } = service.record;
    await rm(join(service.home, 'service.json'));
    await rm(join(service.home, 'secrets.json'));
    const id = await service.submitCommands('echo 1');
    expect((await service.ended(id)).status).toBe('completed');
    await service.kill('SIGTERM');
    await service.restart();
    expect(service.record.token).not.toBe(token);
    expect((await readRecord(service.home))!.token).toBe(service.record.token);
    expect(await service.stdout(id)).toBe('1\n');
    const old = { authorization: `Bearer ${token}` };
    expect((await service.request('GET', '/jobs', undefined, old)).status).toBe(401);
  });
});
