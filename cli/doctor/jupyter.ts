import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { kernelName } from '../../kernel/spec/kernel-spec.js';
import { jupyterPath } from '../jupyter-folders.js';
import { pythonWith } from '../python.js';
import { type Finding, ok, problem, reasonOf, warning } from './finding.js';

const ask = `import importlib.util as u, sys
print('.'.join(map(str, sys.version_info[:3])), *(m for m in ('venv', 'ensurepip') if not u.find_spec(m)))
sys.exit(sys.version_info < (3, 10))`;

/** A Python is there with which the set-up can make its environment. */
export async function checkPython(): Promise<Finding> {
  const install =
    'Install Python 3.10 or later, or name one in TUNEBOOK_PYTHON; JupyterLab and HTML pages need it.';
  let tooOld = '';
  for (const python of [process.env['TUNEBOOK_PYTHON'], 'python3', 'python']) {
    if (!python) continue;
    const run = promisify(execFile)(python, ['-c', ask]);
    const { stdout, code } = await run.then(
      ({ stdout }) => ({ stdout, code: 0 }),
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? '', code: 1 }),
    );
    const [version, ...missing] = stdout.trim().split(' ');
    if (!version) continue;
    if (code !== 0) tooOld = `${python} is ${version}, which is too old`;
    else if (missing.length === 0) return ok('Python', `${version}, ${python}`);
    else {
      const found = `${version} has no ${missing.join(' and no ')}`;
      return warning(
        'Python',
        found,
        'The set-up needs it: on Debian and Ubuntu `sudo apt install python3-venv`.',
      );
    }
  }
  return warning('Python', tooOld || 'none is on the PATH', install);
}

/** JupyterLab is there. */
export async function checkJupyter(): Promise<Finding> {
  try {
    return ok('JupyterLab', `found with ${await pythonWith('jupyterlab')}`);
  } catch (error) {
    return warning('JupyterLab', 'not found', reasonOf(error));
  }
}

/** Front ends find the kernel, and what its kernelspec starts exists. */
export async function checkKernelSpec(): Promise<Finding> {
  const python = await pythonWith('jupyterlab').catch(() => undefined);
  const prefixes = python?.startsWith('/') ? [dirname(dirname(python))] : [];
  for (const folder of jupyterPath(prefixes)) {
    const file = join(folder, 'kernels', kernelName, 'kernel.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const gone = missingPrograms(text);
    if (gone.length === 0) return ok('Kernel', `installed, ${file}`);
    const found = `${file} starts ${gone.join(' and ')}, which ${gone.length > 1 ? 'are' : 'is'} not there`;
    return problem(
      'Kernel',
      found,
      '`tunebook install --user` writes it anew; with --prefix DIR where it is.',
    );
  }
  const advice = '`tunebook lab` needs none; for VS Code and other front ends: `tunebook install --user`.';
  return warning('Kernel', 'not installed', advice);
}

/** The Node and the script that a kernelspec names, if they are gone. */
function missingPrograms(text: string): string[] {
  try {
    const { argv } = JSON.parse(text) as { argv: string[] };
    return argv.slice(0, 2).filter(path => !existsSync(path));
  } catch {
    return ['nothing that can be read'];
  }
}
