import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StockServer } from '../../support/stock-server.ts';
import { startTunebook, temporaryHome, tunebook } from '../../support/tunebook.ts';

let home: string;

beforeEach(async () => {
  home = await temporaryHome();
});

const call = (...args: string[]) => tunebook(args, { home });

/** A job as JSON of PROMINENCE. */
const job = (cmd: string, more: object = {}) => ({
  tasks: [{ image: 'host', cmd }],
  resources: { cpus: 1, memory: 0.1 },
  ...more,
});

/** Writes a job or a workflow to a file; returns its path. */
async function file(json: unknown, name = 'job.json'): Promise<string> {
  const path = join(home, name);
  await writeFile(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

describe('jobs on the command line', () => {
  it('are submitted, waited for, described and read', async () => {
    const cmd = `sh -c 'echo out; echo err >&2; echo 7 > f; mkdir d; exit 3'`;
    const outputs = { outputFiles: ['f', 'g*'], outputDirs: ['d'] };
    const path = await file(job(cmd, { name: 'odd', labels: { app: 'x' }, ...outputs }));
    const submitted = await call('submit', path, '--wait');
    expect(submitted).toMatchObject({
      code: 1,
      stdout: '1\n',
      stderr: expect.stringMatching(/^Job 1: failed, .*g\*[\s\S]*`tunebook logs --stderr 1`/),
    });

    const [out, followed, err, described, piped, saved, folder, unknown, named] = await Promise.all([
      call('logs', '1'),
      call('logs', '-f', '1'),
      call('logs', '1', '--stderr'),
      call('job', '1'),
      call('output', '1', 'f', '-o', '-'),
      call('output', '1', 'f', '-o', 'results/seven'),
      call('output', '1', 'd'),
      call('output', '1', 'ff'),
      call('logs', '1', 'relax'),
    ]);
    expect([out.stdout, followed.stdout, err.stdout]).toEqual(['out\n', 'out\n', 'err\n']);
    expect(described.stdout).toMatch(/^Job +1 {2}odd$/m);
    expect(described.stdout).toMatch(/^Labels +app=x$/m);
    expect(described.stdout).toMatch(/^Outputs +f 2 bytes, g\* \(not made\), d \d+ bytes$/m);
    expect(described.stdout).toMatch(/^ +0 +3 +\d.*sh -c 'echo out/m);
    expect(piped).toMatchObject({ code: 0, stdout: '7\n' });
    expect(saved.code).toBe(0);
    expect(await readFile(join(home, 'results', 'seven'), 'utf8')).toBe('7\n');
    expect(described.stdout).toMatch(/^Resources +.*memory 0\.1 GB/m);
    expect(folder.stdout).toBe('d.tgz\n');
    expect((await readFile(join(home, 'd.tgz'))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(unknown).toMatchObject({
      code: 1,
      stderr: "Job 1 has no output 'ff'. It declares f, g*, d. Did you mean f?\n",
    });
    expect(named).toMatchObject({
      code: 2,
      stderr: "1 is a job, not a workflow: leave out 'relax'.\n",
    });
  });

  it('are listed as they are filtered, without secrets, and run again', async () => {
    const secret = { username: 'me', token: 'pull-secret' };
    const tasks = [{ image: 'host', cmd: 'cp in f', imagePullCredential: secret }];
    const inputs = [{ filename: 'in', content: 'Nwo=' }];
    const more = { tasks, inputs, name: 'odd', labels: { app: 'x' }, outputFiles: ['f'] };
    await call('submit', await file(job('', more)), '--wait');
    expect(await call('rerun', '1')).toMatchObject({ code: 0, stdout: '2\n' });
    await call('logs', '-f', '2');
    const [list, none, newest, ...all] = await Promise.all([
      call('jobs', '--all', '--label', 'app=x'),
      call('jobs', '--all', '--label', 'app=y'),
      call('jobs', '--completed', '-n', '1', '--json'),
      call('jobs', '--all', '--json'),
      call('job', '1', '--json'),
    ]);
    expect(list.stdout.split('\n')[0]).toMatch(/^ID +STATE +NAME +CREATED +TOOK +COMMAND$/);
    expect(list.stdout).toMatch(/^ *1 +completed +odd /m);
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(newest.stdout)).toMatchObject([{ id: 2, name: 'odd', status: 'completed' }]);
    for (const { stdout } of all) {
      expect(stdout).toMatch(/^[[{]/);
      expect(stdout).not.toMatch(/pull-secret|signature|sig=|Nwo=/);
    }
    const artifacts = [{ url: 'http://127.0.0.1:1/mesh.txt?X-Amz-Signature=signed' }];
    await call('submit', await file(job('true', { artifacts })));
    const { stdout } = await call('job', '3', '--json');
    expect(JSON.parse(stdout).artifacts).toEqual([{ url: 'http://127.0.0.1:1/mesh.txt?…' }]);
  });

  it('end by cancel; Ctrl-C only ends following', async () => {
    const gate = join(home, 'gate');
    await call('submit', await file(job(`sh -c 'echo begun; while [ ! -e ${gate} ]; do sleep 0.05; done'`)));
    const following = startTunebook(['logs', '-f', '1'], { home });
    await following.prints(/begun/);
    following.kill('SIGINT');
    expect(await following.ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/Detached\. Job 1 goes on.*tunebook cancel 1/),
    });
    expect((await call('jobs')).stdout).toMatch(/^ *1 +running /m);
    expect(await call('output', '1', 'f')).toMatchObject({ code: 1 });
    expect(await call('cancel', '1', '9')).toMatchObject({
      code: 1,
      stdout: 'Job 1 is deleted.\n',
      stderr: expect.stringContaining('knows no job 9. `tunebook jobs --all`'),
    });
    expect(await call('cancel', '1')).toMatchObject({
      code: 0,
      stdout: 'Job 1 has ended already: deleted.\n',
    });
    expect(await call('jobs')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('--all'),
    });
  });

  it('show a completed job with a failed task as failed, and count what it used', async () => {
    const path = await file(job('false'));
    expect(await call('submit', path, '--wait')).toMatchObject({
      code: 1,
      stderr: 'Job 1: exit 1\n`tunebook logs 1` and `tunebook logs --stderr 1` show what it did.\n',
    });
    expect((await call('cancel', '1')).stdout).toBe('Job 1 has ended already: exit 1.\n');
    expect((await call('jobs', '--all')).stdout).toMatch(/^ *1 +exit 1 /m);
    expect((await call('usage')).stdout).toMatch(/^USER +JOBS +CPU HOURS +CORE HOURS\n\S+ +1 /);
    const { users } = JSON.parse((await call('usage', '--json')).stdout);
    expect(Object.values(users)).toEqual([expect.objectContaining({ numberOfJobs: 1 })]);
  });

  it.each([
    ['{"tasks": [', 'not valid JSON'],
    [JSON.stringify(job('true', { output: ['f'] })), 'output'],
    [JSON.stringify({ resources: {}, tasks: [{ cmd: 5 }] }), 'tasks\\[0\\]\\.cmd'],
    ['[]', ''],
  ])('are refused before they are sent when the file is none: %s', async (text, reason) => {
    expect(await call('submit', await file(text))).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`job\\.json: .*${reason}`)),
    });
    expect(await call('status')).toMatchObject({ code: 3 }); // no service was started for it
  });

  it('are told apart from what is no id, with exit code 2', async () => {
    expect(await call('logs', 'seven')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('whole number'),
    });
    expect(await call('jobs', '-n', '0')).toMatchObject({ code: 2 });
    expect(await call('submit', 'missing.json')).toMatchObject({
      code: 2,
      stderr: 'missing.json: there is no such file.\n',
    });
    expect(await call('usage', '--start', '2026-02-01', '--end', '2026-01-01')).toMatchObject({
      code: 2,
      stderr: '--start 2026-02-01 is after --end 2026-01-01.\n',
    });
  });
});

it('workflows are submitted, listed, described, their jobs read, and what failed is run again', async () => {
  const flow = {
    name: 'flow',
    jobs: [
      job('echo made', { name: 'make', policies: { ignoreTaskTailures: true } }),
      job('sh -c "echo $n; exit $n"', { name: 'each' }),
    ],
    // As the Python client spells them.
    factories: [
      { type: 'zip', jobs: ['each'], parameters: [{ name: 'n', values: [0, 4] }] },
      { type: 'repeat', jobs: ['make'], num: 1 },
    ],
    dependencies: { make: ['each'] },
  };
  const submitted = await call('submit', await file(flow), '--wait');
  expect(submitted).toMatchObject({
    code: 1,
    stdout: '1\n',
    stderr: 'Workflow 1: failed, 2 of 3 done, 1 failed\n`tunebook job 1` lists its jobs.\n',
  });
  expect((await call('workflows', '--all')).stdout).toMatch(/^ *1 +failed +flow +.* 2 of 3 done, 1 failed$/m);
  const described = await call('job', '1');
  expect(described.stdout).toMatch(/^Workflow +1 {2}flow$/m);
  expect(described.stdout).toMatch(/ exit 4 +flow\/each\/1 /);
  expect((await call('logs', '1', 'each/1')).stdout).toBe('4\n');
  expect(await call('logs', '1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('1 is a workflow'),
  });
  expect(await call('logs', '1', 'none')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no job 'none', or has not made it yet; `tunebook job 1` lists"),
  });
  const rerun = Number((await call('rerun', '1')).stdout);
  expect((await call('jobs', '--workflow', String(rerun), '--all')).stdout).toContain('flow/each/1');
  expect(JSON.parse((await call('workflows', '--all', '--json')).stdout)).toHaveLength(2);
});

it('the commands go to the service that PROMINENCE_URL names', async () => {
  const server = await StockServer.start();
  try {
    const env = { PROMINENCE_URL: server.url, PROMINENCE_TOKEN: 'good-token' };
    const path = await file({
      ...job('solve'),
      tasks: [{ image: 'app.sif', runtime: 'singularity', cmd: 'solve' }],
      resources: { cpus: 1, memory: 1 },
    });
    const there = (...args: string[]) => tunebook(args, { home, env });
    expect(await there('submit', path, '--wait')).toMatchObject({
      code: 0,
      stdout: '1\n',
      stderr: 'Job 1: completed\n',
    });
    expect((await there('logs', '1')).stdout).toBe('P = 1\nP = 2\n°\n');
    expect((await there('output', '1', 'out.csv', '-o', '-')).stdout).toBe('x,y\n1,2\n');
    expect(await there('job', '5')).toMatchObject({ code: 1, stderr: expect.stringContaining('no job 5') });
    expect(await tunebook(['jobs'], { home, env: { ...env, PROMINENCE_TOKEN: 'bad' } })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not accept the token'),
    });
  } finally {
    await server.close();
  }
});
