import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { type RootFolder, rootFolder, run, type TestedEngine } from './container-support.ts';
import { TestService, until } from './support.ts';

const engines: TestedEngine[] = ['podman', 'docker'];
const roots = new Map<TestedEngine, RootFolder>();
for (const engine of engines) {
  const root = await rootFolder(engine);
  if (typeof root !== 'string') roots.set(engine, root);
  else console.warn(`Containers of ${engine} are NOT tested: ${root}.`);
}
const missing = engines.filter(engine => !roots.has(engine));
if (missing.length > 0) describe.skip.each(missing)('a job in a container of %s', () => it('runs', () => {}));

if (roots.size > 0)
  describe.each([...roots])('a job in a container of %s', (engine, { folder, options }) => {
    const image = `localhost/tunebook-test-${randomUUID()}:1`;
    const settings = {
      cpus: 8,
      containers: { engine, options },
      images: { alias: { env: {} } },
    };
    let service: TestService;

    beforeAll(async () => {
      await create({ file: join(folder, '..', 'root.tar'), cwd: folder }, ['.']);
      run(engine, 'import', join(folder, '..', 'root.tar'), image);
      service = await TestService.start(settings);
    });
    afterAll(async () => {
      await service[Symbol.asyncDispose]();
      run(engine, 'rmi', '--force', image);
      await rm(folder, { recursive: true });
      await rm(join(folder, '..', 'root.tar'), { force: true });
    });

    const runTask = async (task: object, more: object = {}) => {
      const id = await service.submit({ tasks: [{ image, ...task }], ...more });
      return { id, job: await service.ended(id), stdout: await service.stdout(id) };
    };
    const containers = () => run(engine, 'ps', '--all', '--quiet', '--filter', 'label=tunebook').stdout;

    it('has its folder as home, its own environment and no other, and gives outputs', async () => {
      const content = Buffer.from('hello').toString('base64');
      const { id, job, stdout } = await runTask(
        {
          cmd: `/bin/sh -c 'pwd; cat in.txt; echo; env; echo 1 > /home/user/out; echo x > /tmp/y; echo $0+$1' a 'b c'`,
          env: { MINE: 'two\nlines', PATH: '/bin', DOCKER_HOST: 'mine' },
        },
        { inputs: [{ filename: 'in.txt', content }], outputFiles: ['out'] },
      );
      expect(job).toMatchObject({
        status: 'completed',
        execution: { tasks: [{ exitCode: 0, where: `${image} (${engine})`, imagePullStatus: 'cached' }] },
        outputFiles: [{ size: 2 }],
      });
      expect(stdout).toMatch(/^\/home\/user\nhello\n/);
      for (const line of [
        'HOME=/home/user',
        'TMPDIR=/tmp',
        'MINE=two\nlines',
        'PATH=/bin',
        'DOCKER_HOST=mine',
        `PROMINENCE_CONTAINER_RUNTIME=${engine}`,
        `PROMINENCE_JOB_ID=${id}`,
      ]) {
        expect(stdout).toContain(`${line}\n`);
      }
      expect(stdout).toMatch(/a\+b c\n$/);
      expect(stdout).not.toContain('TUNEBOOK_');
    });

    it('keeps exit codes, and stops at a task that fails', async () => {
      const { job } = await runTask({ cmd: `/bin/sh -c 'exit 7'` });
      expect(job.execution!.tasks).toMatchObject([{ exitCode: 7 }]);
    });

    it('may not take more memory than the job asked for', async () => {
      const { job } = await runTask({ cmd: `/bin/sh -c 'x=0123456789abcdef; while :; do x=$x$x; done'` });
      expect(job.execution!.tasks).toMatchObject([{ exitCode: 137 }]);
    });

    it('mounts artifacts where they say', async () => {
      const { body } = await service.request('POST', '/data/upload', { filename: 'mesh.tar' });
      const packed = join(folder, '..', 'mesh.tar');
      await create({ file: packed, cwd: folder }, ['etc']);
      await fetch(body.url, { method: 'PUT', body: await readFile(packed) });
      await rm(packed);
      const artifacts = [{ url: 'mesh.tar', mountpoint: 'etc:/mesh,data' }];
      const { stdout } = await runTask(
        { cmd: `/bin/sh -c 'echo 1 > "/mesh,data/a"; cat /home/user/etc/a'` },
        { artifacts },
      );
      expect(stdout).toBe('1\n');
    });

    it('leaves no container, however it ends', async () => {
      const sleeping = { cmd: `/bin/sh -c 'echo up; sleep 1000'` };
      const killed = await runTask(sleeping, { resources: { cpus: 1, memory: 0.1, walltime: 2 / 60 } });
      expect(killed.job).toMatchObject({ status: 'killed', execution: { tasks: [{ exitCode: -9 }] } });
      const beside = await service.submit({
        tasks: [{ image, type: 'sidecar', ...sleeping }, { cmd: 'sleep 1' }],
      });
      expect((await service.ended(beside)).status).toBe('completed');
      const deleted = await service.submit({ tasks: [{ image, ...sleeping }] });
      await until(async () => (await service.stdout(deleted)) === 'up\n');
      await service.kill('SIGKILL');
      await service.restart();
      expect((await service.request('DELETE', `/jobs/${deleted}`)).status).toBe(200);
      expect(containers()).toBe('');
    });

    it('takes its image from a folder, a file and an upload', async () => {
      const tar = join(folder, '..', 'root.tar');
      const { body } = await service.request('POST', '/data/upload', { filename: 'root.tar' });
      await fetch(body.url, { method: 'PUT', body: await readFile(tar) });
      const cmd = '/bin/cat /home/user/in.txt';
      const inputs = [{ filename: 'in.txt', content: Buffer.from('here').toString('base64') }];
      const places = [...(engine === 'docker' ? [] : [folder]), tar, 'root.tar'];
      for (const from of places) {
        const { job, stdout } = await runTask({ image: from, cmd }, { inputs });
        expect([from, job.statusReason, stdout]).toEqual([from, undefined, 'here']);
      }
      const again = await runTask({ image: 'root.tar', cmd }, { inputs });
      expect(again.job.execution!.tasks).toMatchObject([{ imagePullStatus: 'cached' }]);
    });

    it('fails when its image can not be had, and says why', async () => {
      const { job } = await runTask({ image: 'localhost/tunebook/none:1', cmd: 'true' });
      expect(job.status).toBe('failed');
      expect(job.statusReason).toMatch(/^Container image pull failed: localhost\/tunebook\/none:1 \(.+\)$/);
    });

    it.each([
      ['--privileged', 'must be like name/of/image:tag'],
      ['a b', 'must be like name/of/image:tag'],
      ['/no/such/folder', 'which does not exist'],
      ['none.sif', 'there is no uploaded object'],
      ['shub://a/b', 'needs apptainer'],
    ])('is refused with the image %j', async (wrong, words) => {
      const answer = await service.request('POST', '/jobs', {
        tasks: [{ image: wrong, cmd: 'true' }],
        resources: { cpus: 1 },
      });
      expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(words)]);
    });
  });
