import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { descendants, gone } from '../../support/processes.ts';
import { startTunebook, temporaryHome, tunebook, writeCells } from '../../support/tunebook.ts';

interface Executed {
  cells: {
    outputs: { output_type: string; text?: string; ename?: string; data?: Record<string, string> }[];
  }[];
}

const outputsOf = async (path: string) =>
  (JSON.parse(await readFile(path, 'utf8')) as Executed).cells.map(cell => cell.outputs);

describe('tunebook run', () => {
  let home: string;

  beforeEach(async () => {
    home = await temporaryHome();
  });

  it('writes what the cells showed, and ends with the last result', async () => {
    const notebook = await writeCells(home, ['console.log("hello")', '6 * 7']);
    const out = join(home, 'made', 'out.ipynb');
    expect(await tunebook(['run', notebook, '--output', out], { home })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/✓ .*1\/2 {2}console.*✓ .*2\/2.*42.*Written: .*out\.ipynb/s),
    });
    expect(await outputsOf(out)).toMatchObject([[{ text: 'hello\n' }], [{ data: { 'text/plain': '42' } }]]);
  });

  it('stops at the first error with exit code 1, and writes the outputs so far', async () => {
    const notebook = await writeCells(home, ['1 + 1', 'throw new RangeError("too far")', 'show("never")']);
    const out = join(home, 'out.ipynb');
    expect(await tunebook(['run', notebook, '-o', out], { home })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`Written: ${out}`),
      // No colours where there is no terminal.
      stderr: expect.stringMatching(
        /Cell 2 failed, and the cells after it did not run\.\nRangeError: too far$/m,
      ),
    });
    expect(await outputsOf(out)).toMatchObject([[{}], [{ ename: 'RangeError' }], []]);
  });

  it('says that the kernel ended, and writes the outputs so far', async () => {
    const notebook = await writeCells(home, [
      '"before"',
      'process.kill(process.ppid, "SIGKILL"); await new Promise(() => {})',
    ]);
    const out = join(home, 'out.ipynb');
    expect(await tunebook(['run', notebook, '-o', out], { home })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Cell 2 failed.*kernel ended/s),
    });
    expect((await outputsOf(out))[0]).toMatchObject([{ data: { 'text/plain': "'before'" } }]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'is stopped by %s: outputs are written, the job goes on, no process is left',
    async (signal, code) => {
      const gate = join(home, 'gate');
      const serviceStatus = async () =>
        JSON.parse((await tunebook(['status', '--json'], { home })).stdout) as { pid: number };
      const notebook = await writeCells(home, [
        `const job = await new Job({ tasks: [{ image: 'host', command: sh\`while [ ! -e ${gate} ]; do sleep 0.05; done\` }] }).create()
       console.log('submitted', job.id)`,
        `await job.run()`,
        `show('never')`,
      ]);
      const out = join(home, 'out.ipynb');
      const run = startTunebook(['run', notebook, '-o', out], { home });
      await run.prints(/✓ .* 1\/3/);
      const { pid: service } = await serviceStatus();
      const stays = [service, ...(await descendants(service))];
      const started = (await descendants(run.pid)).filter(pid => !stays.includes(pid));
      expect(started.length).toBeGreaterThan(0);
      run.kill(signal);
      expect(await run.ended).toMatchObject({ code, stderr: expect.stringContaining('Interrupted') });
      expect(await outputsOf(out)).toMatchObject([[{ text: 'submitted 1\n' }], expect.anything(), []]);
      await Promise.all(started.map(gone));
      expect(await serviceStatus()).toMatchObject({ pid: service, jobs: { running: 1 } });
      await writeFile(gate, '');
    },
  );

  it('refuses before anything runs what it could not write in the end', async () => {
    const notebook = await writeCells(home, ['show("ran")']);
    await writeFile(join(home, 'file'), '');
    const refused = await tunebook(['run', notebook, '-o', join(home, 'file', 'out.ipynb')], { home });
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('cannot be written'),
    });
    expect(await tunebook(['run', notebook, '-o', join(home, 'out.pdf')], { home })).toMatchObject({
      code: 2,
    });
  });

  it('writes the notebook even when its page cannot be written', async () => {
    const notebook = await writeCells(home, ['"kept"']);
    const [page, copy] = [join(home, 'page.html'), join(home, 'copy.ipynb')];
    await mkdir(page); // in the way
    expect(await tunebook(['run', notebook, '-o', page, '-o', copy], { home })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/page\.html cannot be written/),
    });
    expect(await outputsOf(copy)).toMatchObject([[{ data: { 'text/plain': "'kept'" } }]]);
  });
});
