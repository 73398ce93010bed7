import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../support/tunebook.ts';

const exec = promisify(execFile);

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
}

it('compiles and bundles with the packages that users install, without those of development', async () => {
  const checkout = await mkdtemp(join(tmpdir(), 'tunebook-build-'));
  const { packages } = JSON.parse(await readFile(join(packageRoot, 'package-lock.json'), 'utf8')) as Lock;
  const shipped = Object.keys(packages).filter(path => {
    const { dev, optional } = packages[path]!;
    return /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && !optional;
  });
  for (const path of shipped) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await symlink(join(packageRoot, path), join(checkout, path));
  }
  for (const source of ['kernel', 'lib', 'service', 'cli', 'package.json', 'tsconfig.json']) {
    await cp(join(packageRoot, source), join(checkout, source), { recursive: true });
  }
  const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await exec(process.execPath, [compiler, '-p', checkout, '--noEmit'], {
    encoding: 'utf8',
  }).catch(error => error as { stdout: string });
  expect(stdout).toBe('');
  expect(shipped).toContain('node_modules/rolldown');
  await rm(checkout, { recursive: true });
});
