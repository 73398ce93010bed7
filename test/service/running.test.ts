import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';
import { gone } from '../support/processes.ts';
import { TestService, until } from './support.ts';

describe('a running job', () => {
  let service: TestService;
  let outside: string;

  beforeAll(async () => {
    service = await TestService.start({
      cpus: 32,
      images: { app: { env: { FROM_ALIAS: 'yes' } } },
    });
    outside = await mkdtemp(join(tmpdir(), 'tunebook-outside-'));
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await rm(outside, { recursive: true });
  });

  /** A job that has written `ready` and goes on until it is deleted. */
  const start = async (script = '', more: object = {}) => {
    const id = await service.submit({
      tasks: [
        { image: 'app', cmd: `/bin/sh -c '${script} echo ready; exec sleep 1000'`, env: { MINE: 'a b' } },
      ],
      ...more,
    });
    await until(async () => (await service.stdout(id)).endsWith('ready\n'));
    return id;
  };
  const exec = (id: number, command: string) =>
    service.request('POST', `/jobs/${id}/exec?command=${encodeURIComponent(command)}`);
  const shell = (id: number, command: string, more: object = {}) =>
    service.request('POST', `/jobs/${id}/exec`, { command, ...more });
  const snapshot = (id: number, path: string) =>
    service.request('PUT', `/jobs/${id}/snapshot?path=${encodeURIComponent(path)}`);
  /** Takes a snapshot, and unpacks it into a folder. */
  const unpacked = async (id: number, path: string) => {
    expect(await snapshot(id, path)).toEqual({ status: 200, body: {} });
    const { body } = await service.request('GET', `/jobs/${id}/snapshot`);
    const folder = await mkdtemp(join(outside, 'snapshot-'));
    const file = join(folder, 'snapshot.tgz');
    await writeFile(file, Buffer.from(await (await fetch(body.url)).arrayBuffer()));
    await extract({ file, cwd: folder });
    return folder;
  };

  describe('takes commands, which', () => {
    it('run in its folder, with the environment of its task, and are told of', async () => {
      const id = await start('echo data > out;');
      expect(await exec(id, 'cat,out;,echo,$MINE,$FROM_ALIAS,$PROMINENCE_JOB_ID;,echo,e,>&2')).toEqual({
        status: 200,
        body: `data\na b yes ${id}\ne\n`,
      });
      expect((await shell(id, 'echo a,b | tr b c')).body).toBe('a,c\n');
      const { execution } = await until(async () => {
        const job = await service.read(id);
        return (job.execution!['commands'] as unknown[] | undefined)?.length === 2 && job;
      });
      expect(execution!['commands']).toEqual([
        { time: expect.any(Number), command: expect.stringContaining('cat out; echo $MINE') },
        { time: expect.any(Number), command: 'echo a,b | tr b c' },
      ]);
    });

    it('may come as the Python client sends a string', async () => {
      const id = await start();
      expect((await exec(id, [...'echo 1,2'].join(','))).body).toBe('1,2\n');
    });

    it('fail with their exit code and what they said', async () => {
      const id = await start();
      expect(await shell(id, 'echo why >&2; exit 3')).toEqual({
        status: 400,
        body: { error: `The command in job ${id} ended with exit code 3. It wrote:\nwhy` },
      });
      expect((await shell(id, 'kill -9 $$')).body.error).toMatch(/ended with (SIGKILL|exit code 137)/);
    });

    it('are ended with all that they started when they take too long or write too much', async () => {
      const id = await start();
      const slow = await shell(id, `sleep 1000 & echo $!; sleep 1000`, { timeout: 0.3 });
      expect(slow.body.error).toMatch(/did not end within 0.3 s and was ended. It wrote:\n\d+$/);
      const pid = Number(/\d+$/.exec(slow.body.error)![0]);
      await gone(pid);
      expect((await shell(id, 'yes')).body.error).toContain('wrote more than 1 MiB');
      expect((await shell(id, 'head -c 1048576 /dev/zero')).body).toHaveLength(2 ** 20);
    });

    it('end with the job', async () => {
      const id = await start();
      const file = join(outside, 'pid');
      const answer = shell(id, `echo $$ > ${file}; exec sleep 1000`);
      const pid = await until(async () => Number(await readFile(file, 'utf8').catch(() => '')) || undefined);
      await service.request('DELETE', `/jobs/${id}`);
      expect((await answer).status).toBe(400);
      await gone(pid);
    });

    it('are refused when there is nothing to run or nowhere to run it', async () => {
      const done = await service.submitCommands('true');
      await service.ended(done);
      expect((await shell(done, 'ls')).body.error).toContain(`Job ${done} is completed`);
      expect((await shell(99_999, 'ls')).body.error).toContain('There is no job 99999');
      const id = await start();
      for (const body of [{}, { command: '' }, { command: ['ls'] }, { command: 'ls', timeout: 1e6 }]) {
        expect((await service.request('POST', `/jobs/${id}/exec`, body)).status).toBe(400);
      }
    });
  });

  describe('gives snapshots', () => {
    it('of a file, of a folder and of all it has', async () => {
      const id = await start(
        'mkdir -p case/sub; echo 1 > case/sub/a; echo 2 > @b; ln -s /etc/hostname link; mkfifo pipe;',
      );
      const file = await unpacked(id, 'case/sub/a');
      expect(await readFile(join(file, 'case', 'sub', 'a'), 'utf8')).toBe('1\n');
      const folder = await unpacked(id, './case/../case');
      expect(await readFile(join(folder, 'case', 'sub', 'a'), 'utf8')).toBe('1\n');
      const all = await unpacked(id, '.');
      expect(await readFile(join(all, '@b'), 'utf8')).toBe('2\n');
      expect(await readFile(join(all, 'case', 'sub', 'a'), 'utf8')).toBe('1\n');
      expect(existsSync(join(await unpacked(id, '@b'), '@b'))).toBe(true);
      expect(existsSync(join(await unpacked(id, '/home/user/case'), 'case', 'sub', 'a'))).toBe(true);
    });

    it('of what changes all the time', async () => {
      const id = await start(
        'mkdir busy; (while :; do echo x > busy/$$; mv busy/$$ busy/y; rm busy/y; done) & ',
      );
      for (let time = 0; time < 3; time += 1) {
        const { status, body } = await snapshot(id, 'busy');
        if (status !== 200) expect(body.error).toContain('Try again');
      }
    });

    it('of nothing else', async () => {
      await writeFile(join(outside, 'secret'), 's');
      const id = await start(`ln -s ${outside} out; mkdir d; ln -s ../.. d/up;`);
      for (const path of [
        'out',
        'out/secret',
        'd/up',
        '../..',
        '/',
        '/etc',
        outside,
        `/home/user/../..`,
        'gone',
        '',
      ]) {
        const answer = await snapshot(id, path);
        expect([path, answer.status]).toEqual([path, 400]);
        expect(answer.body.error).toContain('path: got');
      }
      expect((await service.request('GET', `/jobs/${id}/snapshot`)).body.error).toContain('has no snapshot');
      expect((await service.request('PUT', `/jobs/${id}/snapshot`)).body.error).toContain('path: is missing');
    });

    it('only while it runs, but the last one stays', async () => {
      const id = await start('echo 1 > a;');
      await snapshot(id, 'a');
      await service.request('DELETE', `/jobs/${id}`);
      expect((await snapshot(id, 'a')).body.error).toContain('is deleted');
      const { body } = await service.request('GET', `/jobs/${id}/snapshot`);
      expect((await fetch(body.url)).status).toBe(200);
    });
  });

  it('takes commands and gives snapshots after the service was killed', async () => {
    const id = await start('echo here > a;');
    await service.kill('SIGKILL');
    await service.restart();
    expect(await shell(id, 'cat a; echo $MINE')).toEqual({ status: 200, body: 'here\na b\n' });
    expect(existsSync(join(await unpacked(id, 'a'), 'a'))).toBe(true);
  });
});
