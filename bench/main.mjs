// `npm run bench -- kernels`, `jobs`, `storage`, `outputs` or `displays`: sets up what is missing, the peers included, then measures.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, installPackages } from '../cli/setup/node.mjs';
import { installPython } from '../cli/setup/python.mjs';
import { hand, root, SetupError, step } from '../cli/setup/steps.mjs';
import { installPythonPeers } from './python-peers.mjs';

const benches = {
  async kernels(args) {
    const venv = await installPython({ dev: false });
    await installPackagePeers();
    return hand(join(venv, 'bin', 'python'), [join(root, 'bench', 'kernels', 'main.py'), ...args]);
  },
  async displays(args) {
    await installPython({ dev: true });
    return hand(process.execPath, [join(root, 'bench', 'displays', 'main.mjs'), ...args]);
  },
  jobs: besidePython('Dask and submitit', 'jobs', 'venv'),
  storage: besidePython('boto3', 'storage', 'storage-venv', { dev: true }),
  outputs: besidePython('polars and pandas', 'outputs', 'outputs-venv'),
};

/** A bench whose peers are Python's. */
function besidePython(title, bench, folder, { dev = false } = {}) {
  return async args => {
    const venv = await installPython({ dev });
    await installPythonPeers(join(venv, 'bin', 'python'), title, bench, folder);
    return hand(process.execPath, [join(root, 'bench', bench, 'main.mjs'), ...args]);
  };
}

async function installPackagePeers() {
  const folder = join(root, 'bench', 'peers');
  const wanted = readFileSync(join(folder, 'package.json'), 'utf8');
  const stamp = join(folder, 'node_modules', '.tunebook');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const args = [
    '--prefix',
    folder,
    'install',
    '--ignore-scripts',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
  ];
  const npm = process.env.npm_execpath;
  await (npm ? step('Peers', process.execPath, [npm, ...args]) : step('Peers', 'npm', args));
  writeFileSync(stamp, wanted);
}

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(benches, name ?? '')) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--quick]`);
  process.exitCode = 2;
} else {
  try {
    await installPackages({ dev: true });
    await compile();
    process.exitCode = await benches[name](args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
