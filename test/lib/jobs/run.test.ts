import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import { Artifact, InputFile, Job, JobFailedError, jobs, sh, Task } from '../../../dist/lib/index.js';
import { folder, home, port, script, useService } from './job-fixture.ts';

useService();

describe('run', () => {
  it('resolves with the job once every task has succeeded', async () => {
    const job = new Job({ name: 'two tasks' });
    const first = new Task();
    first.image = 'host';
    first.command = sh`echo T = 1 P = 2.5 > log; cat log`;
    job.tasks.push(first, { image: 'host', command: sh`echo T = 2 P = 3.5; tr a-z A-Z < ${'in.txt'}` });
    job.inputFiles.push(new InputFile('in.txt', 'contents\n'));
    expect(await job.run()).toBe(job);
    expect(job).toMatchObject({ state: 'completed', succeeded: true, exitCodes: [0, 0] });
    expect(await job.stdout()).toBe('T = 1 P = 2.5\nT = 2 P = 3.5\nCONTENTS\n');
    expect(await job.number(/P = (\S+)/)).toBe(3.5);
    expect([...(await job.match(/T = (?<T>\S+) P = (?<P>\S+)/))]).toEqual([
      { T: 1, P: 2.5 },
      { T: 2, P: 3.5 },
    ]);
    const signal = AbortSignal.abort(new Error('given up'));
    for (const reading of [
      job.number(/P/, { signal }),
      job.match(/P/, { signal }),
      job.grep('P', { signal }),
    ])
      await expect(reading).rejects.toThrow('given up');
    expect(job.times.ended!.getTime()).toBeGreaterThanOrEqual(job.times.created!.getTime());
  });

  it('shows one card, which ends with the result', async () => {
    const job = await script(sh`echo 'the <last> line'`, { name: 'shown' }).run();
    expect(port.displays.size).toBe(1);
    const [card] = port.displays.values();
    expect(card!['text/plain']).toMatch(new RegExp(`^completed shown · job ${job.id} `));
    expect(card!['text/html']).toContain('the &lt;last&gt; line');
  });

  it('is not shown a second time by the cell that runs it, and by any other cell', async () => {
    const job = await script('true').run();
    expect(await job[jupyterDisplay]()).toEqual({});
    port.nextCell();
    expect((await job[jupyterDisplay]())['text/plain']).toMatch(/^completed/);
    await job.run();
    await job.create();
    expect(await job[jupyterDisplay]()).toHaveProperty('text/html');
  });

  it('shows the state and the end of the output while the job runs', async () => {
    const run = script(sh`echo begun; while [ ! -e ${join(folder, 'go')} ]; do sleep 0.05; done`).run();
    await port.shows(/^running/);
    await port.shows(/begun/, 'text/html');
    await writeFile(join(folder, 'go'), '');
    await run;
  });

  it('rejects with the exit code, the reason and the end of stderr', async () => {
    const error = await script(sh`echo out; echo 'what went wrong' >&2; exit 3`)
      .run()
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ code: 'job-failed', exitCode: 3, state: 'completed' });
    expect(String(error)).toMatch(
      /^JobFailedError: Job \d+ failed: ended with exit code 3: .*what went wrong/s,
    );
    expect(port.texts[0]).toMatch(/^exit 3/);
  });

  it('resolves with check: false, and the card tells the failure', async () => {
    const job = await new Job({ tasks: [{ image: 'host', command: 'false' }] }).run({ check: false });
    expect(job).toMatchObject({ succeeded: false, exitCodes: [1] });
    expect(port.texts[0]).toMatch(/^exit 1/);
  });

  it('names the task that failed, and says what 127 means', async () => {
    const tasks = [
      { image: 'host', command: 'true' },
      { image: 'host', command: 'no-such-program -x' },
    ];
    await expect(new Job({ tasks }).run()).rejects.toThrow(
      /task 2 of 2 ended with exit code 127: no-such-program -x.*The command was not found/s,
    );
  });

  it('rejects when the wall time is over', async () => {
    const run = script('sleep 30', { resources: { walltime: 0.5 / 60 } }).run();
    await expect(run).rejects.toMatchObject({ code: 'job-failed', state: 'killed' });
    await expect(run).rejects.toThrow(/Walltime limit exceeded.*more in resources\.walltime/s);
  });

  it('resolves with the policy ignoreTaskFailures, and the card warns', async () => {
    const job = await script('false', { policies: { ignoreTaskFailures: true } }).run();
    expect(job.exitCodes).toEqual([1]);
    expect(port.texts[0]).toContain('ignoreTaskFailures');
  });

  it('shows a job again that has succeeded, and submits it anew when it was changed or has failed', async () => {
    const job = await script(sh`echo 1`).run();
    const { id } = job;
    await job.run();
    expect(job.id).toBe(id);
    expect(port.texts[1]).toMatch(/^reused/);
    job.tasks[0]!.command = 'false';
    await job.run({ check: false });
    expect(job.id).toBeGreaterThan(id!);
    await job.run({ check: false });
    expect(job.id).toBeGreaterThan(id! + 1);
  });
});

describe('create and wait', () => {
  it('submits without a display; wait resolves whatever the end', async () => {
    const job = await script('false').create();
    expect(port.displays.size).toBe(0);
    expect(await job.wait()).toBe(job);
    expect(job).toMatchObject({ succeeded: false, exitCodes: [1] });
    expect(await job.status()).toBe('completed');
  });

  it('refuses a bad job before anything is sent', async () => {
    const before = (await jobs.list({ status: 'all' })).length;
    await expect(script('cat a | wc').create()).rejects.toMatchObject({ code: 'shell-syntax' });
    await expect(script('true', { resources: { cpus: 1.5 } }).create()).rejects.toMatchObject({
      code: 'invalid-job',
      field: 'resources.cpus',
    });
    expect(await jobs.list({ status: 'all' })).toHaveLength(before);
  });

  it('passes on what the service refuses, in its words', async () => {
    const run = script('true', { artifacts: [new Artifact('never-uploaded')] }).create();
    await expect(run).rejects.toMatchObject({ name: 'ServiceError', code: 'refused' });
    await expect(run).rejects.toThrow('never-uploaded');
  });

  it('says what to do with a job that is not submitted', async () => {
    const job = script('true');
    await expect(job.wait()).rejects.toMatchObject({ code: 'not-submitted' });
    await expect(job.stdout()).rejects.toThrow('await job.run() submits it');
    expect(() => job.output('x')).toThrow(expect.objectContaining({ code: 'not-submitted' }));
  });

  it('gives up after the timeout, the job goes on, and cancel ends it', async () => {
    const job = await script('sleep 60').create();
    await expect(job.wait({ timeout: 0.2 })).rejects.toMatchObject({ code: 'wait-timeout', jobId: job.id });
    expect(['pending', 'idle', 'running']).toContain(await job.status());
    await job.cancel();
    await job.wait();
    expect(job.state).toBe('deleted');
    await job.delete(); // has ended already: nothing to do
  });

  it('takes times that are longer than a timer can be', async () => {
    const job = await script('sleep 0.2').create();
    await job.wait({ timeout: 60 * 86_400 });
    expect(job.succeeded).toBe(true);
  });
});

describe('an interrupted cell', () => {
  it('lets go of the job, says how to find it again, and the job goes on', async () => {
    const job = script('sleep 60');
    const run = job.run();
    run.catch(() => {});
    await port.shows(/^running/);
    port.interrupt();
    await expect(run).rejects.toMatchObject({
      code: 'detached',
      message: `Interrupted. Job ${job.id} goes on; await jobs.get(${job.id}) finds it again, .cancel() ends it`,
    });
    await port.shows(/^detached/);
    const again = await jobs.get(job.id!);
    expect(again.state).toBe('running');
    await again.cancel();
  });

  it('ends wait and follow as well, and so does a signal of the user', async () => {
    const job = await script('sleep 60').create();
    const stop = new AbortController();
    const waiting = job.wait({ signal: stop.signal });
    const following = job.follow().next();
    for (const promise of [waiting, following]) promise.catch(() => {});
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toMatchObject({ code: 'detached', cause: { message: 'enough' } });
    port.interrupt();
    await expect(following).rejects.toMatchObject({ code: 'detached' });
    await job.cancel();
  });
});

describe('jobs', () => {
  it('restores a job with all its parts, so that it can be submitted again', async () => {
    const job = await script(sh`cat in.txt > out.txt`, {
      name: 'again',
      labels: { study: 's1' },
      inputFiles: [new InputFile('in.txt', 'é', { executable: true })],
      outputFiles: ['out.txt'],
      outputDirectories: [],
      resources: { memory: 0.5, walltime: 2 },
      policies: { maximumTaskRetries: 1 },
    }).run();
    const same = await jobs.get(job.id!);
    expect(same.toJSON()).toEqual(job.toJSON());
    expect(same).toMatchObject({ id: job.id, state: 'completed', succeeded: true });
    expect(await same.output('out.txt').text()).toBe('é');
    const listed = await jobs.list({ status: 'completed', num: -1, label: { study: 's1' } });
    expect(await jobs.list({ status: 'completed', label: { study: 's1', part: '2' } })).toEqual([]);
    expect(listed.map(each => each.id)).toEqual([job.id]);
    const other = await script('true', { labels: { study: 's1', part: '2' } }).create();
    for (const label of [{ study: 's1' }, { study: 's1', part: '2' }])
      expect((await jobs.list({ status: 'all', num: 1, label })).map(each => each.id)).toEqual([other.id]);
    expect((await jobs.list({ status: 'all', name: 'again' })).map(each => each.id)).toEqual([job.id]);
  });

  it('does not know a job that never was', async () => {
    await expect(jobs.get(4711)).rejects.toMatchObject({ code: 'unknown-job', jobId: 4711 });
    await expect(jobs.get('x' as never)).rejects.toMatchObject({ code: 'unknown-job' });
  });

  it('shows a job in short as text and as a card', async () => {
    const job = await script('true', { name: 'short' }).run({ fresh: true });
    expect(inspect(job)).toBe(`Job ${job.id} short (completed)`);
    expect(inspect(script('true'))).toBe('Job (not submitted)');
    const failed = await script(sh`exit 3`).run({ check: false });
    expect(inspect(failed)).toBe(`Job ${failed.id} (exit 3)`);
    const card = await (await jobs.get(job.id!))[jupyterDisplay]();
    expect(card['text/plain']).toMatch(/^completed short/);
    expect(card['text/html']).toContain('short');
  });
});

it('keeps the token out of everything that can be inspected', async () => {
  const { token } = await home.service();
  const job = await script('true').run();
  const { serviceClient } = await import('../../../dist/lib/client/service-client.js');
  const refused = await script('true', { resources: { cpus: 4096 } })
    .create()
    .catch((e: unknown) => e);
  for (const value of [job, serviceClient(), refused]) {
    expect(inspect(value, { depth: 20, showHidden: true, customInspect: false })).not.toContain(token);
  }
});
