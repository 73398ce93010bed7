// Python environments of peers, in `bench/peers`: what `peers.txt` of a bench names, in an environment of its own.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, step } from '../cli/setup/steps.mjs';

/** Installs them where that was not done yet; gives the path of their Python. */
export async function installPythonPeers(python, title, bench, folder) {
  const venv = join(root, 'bench', 'peers', folder);
  const own = join(venv, 'bin', 'python');
  const requirements = join(root, 'bench', bench, 'peers.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const stamp = join(venv, '.tunebook');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return own;
  rmSync(venv, { recursive: true, force: true });
  await step('Python environment of the peers', python, ['-m', 'venv', venv]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  await step(title, own, [...pip, '-r', requirements]);
  writeFileSync(stamp, wanted);
  return own;
}
