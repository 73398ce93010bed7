import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot, temporaryHome, tunebook } from '../../support/tunebook.ts';

describe("the Jupyter project's own test suite", () => {
  it('passes over TCP, IPC and Curve, in every test that applies, against the installed kernelspec', async () => {
    const home = await temporaryHome();
    const installed = await tunebook(['install', '--prefix', join(home, 'prefix')], { home });
    expect(installed).toMatchObject({ code: 0 });
    const report = await new Promise<string>(resolve => {
      execFile(
        join(packageRoot, '.venv', 'bin', 'python'),
        [join(packageRoot, 'test', 'kernel', 'jupyter', 'suite.py')],
        {
          cwd: home,
          env: {
            ...process.env,
            TUNEBOOK_HOME: home,
            JUPYTER_PATH: join(home, 'prefix', 'share', 'jupyter'),
          },
        },
        (_error, stdout, stderr) => resolve(`${stdout}${stderr}`),
      );
    });
    // A pager is a thing of IPython's; every other test of the suite applies, over each of the three transports.
    expect(report.match(/^test_\w+ .*\.\.\. skipped.*$/gm)).toEqual(
      Array(3).fill(expect.stringMatching(/^test_pager /)),
    );
    expect(report).toMatch(/^OK \(skipped=3\)$/m);
    expect(report).toMatch(/^Ran 56 tests/m);
  }, 120_000);
});
