// The Node side of the set-up: packages as the lock file names them, then the build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, root, SetupError, step } from './steps.mjs';

const sources = ['kernel', 'lib', 'service', 'cli', 'bench'];

/** Installs the packages of the lock file, unless they are there. Install scripts are not needed and not run. */
export async function installPackages({ dev }) {
  const stamp = join(root, 'node_modules', '.tunebook');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const [have, kind] = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(' ') : [];
  if (have === lock && (kind === 'all' || !dev)) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...(dev ? [] : ['--omit=dev'])];
  const hint =
    'Is the npm registry reachable? `npm ping` tells. A proxy is set by `npm config set proxy URL`.';
  // npm's own file when npm started us: `npm` may not be on the PATH of a Node that was unpacked by hand.
  const npm = process.env.npm_execpath;
  if (!npm && (await collect('npm', ['--version'])).code === 'ENOENT') {
    throw new SetupError(
      'There is no `npm` on the PATH to install the Node packages with. It comes with Node (https://nodejs.org); on Debian and Ubuntu it is a package of its own, `npm`.',
    );
  }
  await (npm
    ? step('Node packages', process.execPath, [npm, ...args], { hint })
    : step('Node packages', 'npm', args, { hint }));
  writeFileSync(stamp, `${lock} ${dev ? 'all' : 'some'}`);
}

/** Compiles to `dist`, unless nothing changed since. */
export async function compile() {
  const stamp = join(root, 'dist', '.built');
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  await step('Build', process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  await step('Preload', process.execPath, [join(root, 'cli', 'setup', 'bundle.mjs')]);
  writeFileSync(stamp, now);
}

function fingerprint() {
  const hash = createHash('sha256');
  const files = sources
    .filter(folder => existsSync(join(root, folder)))
    .flatMap(folder => readdirSync(join(root, folder), { recursive: true }).map(file => join(folder, file)));
  const settings = ['package-lock.json', 'tsconfig.json', join('cli', 'setup', 'bundle.mjs')];
  for (const file of [...settings, ...files.filter(f => f.endsWith('.ts')).sort()]) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}
