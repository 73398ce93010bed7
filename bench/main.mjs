// `npm run bench -- kernels`: sets up what is missing, the peers included, then measures.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, installPackages } from '../cli/setup/node.mjs';
import { installPython } from '../cli/setup/python.mjs';
import { hand, root, SetupError, step } from '../cli/setup/steps.mjs';

const benches = { kernels: join(root, 'bench', 'kernels', 'main.py') };

async function installPeers() {
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
    const venv = await installPython();
    await installPeers();
    process.exitCode = await hand(join(venv, 'bin', 'python'), [benches[name], ...args]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
