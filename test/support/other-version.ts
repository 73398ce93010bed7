import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from './tunebook.ts';

/** Makes this package once more in a folder, as another version; returns the path of its command line. */
export async function otherVersion(folder: string, version: string): Promise<string> {
  const root = join(folder, `tunebook-${version}`);
  await cp(join(packageRoot, 'dist'), join(root, 'dist'), { recursive: true });
  const scripts = join('service', 'executors');
  await mkdir(join(root, scripts), { recursive: true });
  for (const script of ['runner.sh', 'watch-starter.sh']) {
    await cp(join(packageRoot, scripts, script), join(root, scripts, script));
  }
  await symlink(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  const manifest = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...manifest, version }));
  return join(root, 'dist', 'cli', 'main.js');
}
