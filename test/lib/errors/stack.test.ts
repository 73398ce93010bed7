import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestHome } from '../../support/service.ts';

const lib = new URL('../../../dist/lib/index.js', import.meta.url).href;

describe('the stack of an error', () => {
  it('begins with the line of the user, however deep below it the error arose', async () => {
    const home = await TestHome.make();
    const file = join(home.folder, 'script.mjs');
    await writeFile(
      file,
      `import { Artifact, InputFile, Job, Table } from '${lib}';
       const job = options => new Job({ tasks: [{ image: 'host', command: 'false' }], ...options });
       const late = await job({ tasks: [{ image: 'host', command: 'sleep 9' }] }).create();
       for (const call of [
         () => new InputFile('..', ''),
         () => job().run(),
         () => job({ artifacts: [new Artifact('nowhere')] }).run(),
         () => late.wait({ timeout: 0.01 }),
         () => Table.fromColumns({ a: ['x'] }).numbers('a'),
       ]) {
         try { await call() } catch (error) { console.log(error.name + error.stack.match(/\\n +at .*/)[0]) }
       }`,
    );
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [file], { env: process.env });
      for (const name of [
        'InvalidJobError',
        'JobFailedError',
        'ServiceError',
        'WaitTimeoutError',
        'NotANumberError',
      ]) {
        expect(stdout).toMatch(new RegExp(`^${name}\\n +at .*script\\.mjs:`, 'm'));
      }
    } finally {
      await home.dispose();
    }
  });
});
