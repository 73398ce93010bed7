import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../lib/model/package-root.js';
import { CommandError } from './command-error.js';

/** Looks for a module without loading it: JupyterLab takes seconds to load. */
const isThere = 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)';

/**
 * A Python that has a module: the one of the checkout's `.venv`, TUNEBOOK_PYTHON, or the first on the PATH.
 *
 * @throws CommandError when none has it; the message says how to get it.
 */
export async function pythonWith(module: string): Promise<string> {
  const ours = join(packageRoot, '.venv', 'bin', 'python');
  const candidates = [
    existsSync(ours) ? ours : undefined,
    process.env['TUNEBOOK_PYTHON'],
    'python3',
    'python',
  ];
  for (const python of candidates) {
    if (python === undefined) continue;
    const found = await promisify(execFile)(python, ['-c', isThere, module]).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  throw new CommandError(
    `No Python with ${module} was found. Run \`npm start\` in the checkout, which sets it up, or install it: python3 -m pip install ${module}`,
  );
}
