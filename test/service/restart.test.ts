import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gone } from '../support/processes.ts';
import { readRecord, spawnService, TestService, until } from './support.ts';

describe('a service that is killed', () => {
  it('ends each of ten jobs once, and starts none twice', async () => {
    await using service = await TestService.start({ cpus: 4 });
    const marks = join(service.home, 'marks');
    const ids: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      // Some end before the kill, some while the service is dead, some after it, some have not started.
      const pause = [0, 0.1, 0.4, 1][n % 4];
      ids.push(
        await service.submit({
          tasks: [
            {
              cmd: `/bin/sh -c 'echo start-${n} >> ${marks}; sleep ${pause}; echo end-${n} >> ${marks}; echo ${n} > out'`,
            },
            { cmd: `echo done ${n}` },
          ],
          outputFiles: ['out'],
        }),
      );
    }
    const first = await until(async () =>
      (await readFile(marks, 'utf8').catch(() => '')).includes('start-3'),
    );
    expect(first).toBe(true);
    await service.kill('SIGKILL');
    await until(async () => (await readFile(marks, 'utf8')).includes('end-2'));
    await service.restart();
    // And again, while it takes them up.
    await service.kill('SIGKILL');
    await service.restart();
    for (const [n, id] of ids.entries()) {
      const job = await service.ended(id);
      expect(job).toMatchObject({
        status: 'completed',
        execution: { tasks: [{ exitCode: 0 }, { exitCode: 0 }] },
        outputFiles: [{ size: 2 }],
      });
      expect(await service.stdout(id)).toBe(`done ${n}\n`);
    }
    const lines = (await readFile(marks, 'utf8')).trim().split('\n').sort();
    const wanted = ids.flatMap((_, n) => [`end-${n}`, `start-${n}`]).sort();
    expect(lines).toEqual(wanted);
  });

  it('keeps the wall time of jobs while it is dead, and their place, token and port after it', async () => {
    await using service = await TestService.start({ cpus: 1 });
    // Its runner takes the next one too.
    expect((await service.ended(await service.submitCommands('true'))).status).toBe('completed');
    const running = await service.submit({
      tasks: [{ cmd: 'sleep 1000' }],
      resources: { cpus: 1, memory: 0.1, walltime: 1 / 60 },
    });
    const headers = { 'idempotency-key': 'k' };
    const queued = await service.submit({ tasks: [{ cmd: 'true' }] }, headers);
    const journal = join(service.home, 'jobs', String(running), '0', 'journal');
    await until(async () => (await readFile(journal, 'utf8').catch(() => '')).includes('"start"'));
    const { url, token } = service.record;
    await service.kill('SIGKILL');
    await until(async () => (await readFile(journal, 'utf8')).includes('"walltime"'));
    await service.restart();
    expect(service.record).toMatchObject({ url, token });
    expect(await service.ended(running)).toMatchObject({
      status: 'killed',
      statusReason: 'Walltime limit exceeded',
    });
    expect((await service.ended(queued)).status).toBe('completed');
    expect(await service.submit({ tasks: [{ cmd: 'true' }] }, headers)).toBe(queued);
  });

  it('finds out when the runner of a job was killed too, and ends what is left of it', async () => {
    await using service = await TestService.start();
    const pidFile = join(service.home, 'pid');
    const id = await service.submitCommands(`/bin/sh -c 'echo $$ > ${pidFile}; exec sleep 1000'`);
    const journal = join(service.home, 'jobs', String(id), '0', 'journal');
    const pid = await until(async () => Number(await readFile(pidFile, 'utf8').catch(() => '')) || undefined);
    const runner = JSON.parse((await readFile(journal, 'utf8')).split('\n')[0]!) as { pid: number };
    await service.kill('SIGKILL');
    process.kill(runner.pid, 'SIGKILL');
    await service.restart();
    expect(await service.ended(id)).toMatchObject({
      status: 'failed',
      statusReason: expect.stringContaining('The runner of the job ended before its tasks did'),
    });
    await gone(pid);
  });

  it('can delete a job that an earlier service started', async () => {
    await using service = await TestService.start();
    const pidFile = join(service.home, 'pid');
    const id = await service.submitCommands(`/bin/sh -c 'echo $$ > ${pidFile}; exec sleep 1000'`);
    const pid = await until(async () => Number(await readFile(pidFile, 'utf8').catch(() => '')) || undefined);
    await service.kill('SIGKILL');
    await service.restart();
    expect((await service.read(id)).status).toBe('running');
    expect((await service.request('DELETE', `/jobs/${id}`)).status).toBe(200);
    expect((await service.read(id)).status).toBe('deleted');
    await gone(pid);
  });
});

describe('a service that is stopped', () => {
  it.each(['SIGTERM', 'shutdown'])(
    'leaves its jobs running, and the next one takes them up (%s)',
    async how => {
      await using service = await TestService.start();
      const go = join(service.home, 'go');
      const id = await service.submitCommands(
        `/bin/sh -c 'until test -e ${go}; do sleep 0.05; done; echo went on'`,
        'touch x',
      );
      await service.reaches(id, 'running');
      if (how === 'SIGTERM') await service.kill('SIGTERM');
      else {
        const ended = once(service.process, 'exit');
        expect(await service.request('POST', '/shutdown')).toEqual({ status: 202, body: {} });
        await ended;
      }
      expect(service.process.exitCode).toBe(0);
      expect(await readRecord(service.home)).toBeUndefined();
      await service.restart();
      await rm(go, { force: true });
      await writeFile(go, '');
      expect(await service.ended(id)).toMatchObject({
        status: 'completed',
        execution: { tasks: [{ exitCode: 0 }, { exitCode: 0 }] },
      });
      expect(await service.stdout(id)).toBe('went on\n');
    },
  );

  it('cleans up after its jobs, and keeps what they said', async () => {
    await using service = await TestService.start();
    const id = await service.submitCommands('echo hello');
    await service.ended(id);
    const folder = join(service.home, 'jobs', String(id), '0');
    await until(async () => !(await readdir(folder)).includes('scratch'));
    expect(await service.stdout(id)).toBe('hello\n');
  });
});

describe('two services for one home', () => {
  it('leave exactly one, and the other ends quietly', async () => {
    const home = await mkdtemp(join(tmpdir(), 'tunebook-service-'));
    const services = [1, 2, 3].map(() => spawnService(home));
    const exits = services.map(service => once(service, 'exit'));
    await Promise.race(exits);
    await until(() => services.filter(service => service.exitCode === null).length === 1);
    const [winner] = services.filter(service => service.exitCode === null);
    const record = await until(() => readRecord(home));
    expect(record.pid).toBe(winner!.pid);
    expect(services.filter(service => service !== winner).map(service => service.exitCode)).toEqual([0, 0]);
    expect((await stat(join(home, 'service.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    winner!.kill('SIGTERM');
    await Promise.all(exits);
    await rm(home, { recursive: true });
  });
});
