import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { packageRoot, temporaryHome, writeCells } from '../support/tunebook.ts';

const exec = promisify(execFile);

it('runs jobs from the packed package as from a checkout', async () => {
  const home = await temporaryHome();
  const folder = join(home, 'installed');
  await mkdir(folder);
  const packed = await exec(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', folder],
    { cwd: packageRoot },
  );
  await extract({ file: join(folder, packed.stdout.trim()), cwd: folder });
  await symlink(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));

  const notebook = await writeCells(home, [
    `const job = await new Job({ tasks: [{ image: 'host', command: 'echo answer = 42' }] }).run()
await job.number(/answer = (\\d+)/)`,
  ]);
  const main = join(folder, 'package', 'dist', 'cli', 'main.js');
  const { stdout } = await exec(process.execPath, [main, 'run', notebook], {
    cwd: home,
    env: { ...process.env, TUNEBOOK_HOME: home },
  });
  expect(stdout).toMatch(/^42$/m);
});
