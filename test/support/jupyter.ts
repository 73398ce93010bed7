import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, packageRoot, tunebook } from './tunebook.ts';

const bin = join(packageRoot, '.venv', 'bin');

/** Python of the checkout's environment. */
export const python = join(bin, 'python');

/** Where Jupyter keeps what is the user's: in the test's folder, whoever runs the test. */
export function jupyterFolders(folder: string) {
  return {
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
  };
}

/** Jupyter's programs with the kernel installed, in a folder of their own. */
export class Jupyter {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  static async install(): Promise<Jupyter> {
    const folder = await mkdtemp(join(tmpdir(), 'tunebook-jupyter-'));
    const installed = await tunebook(['install', '--prefix', join(folder, 'prefix')], { home: folder });
    expect(installed).toMatchObject({ code: 0 });
    return new Jupyter(folder);
  }

  private constructor(folder: string) {
    this.folder = folder;
    this.env = {
      ...process.env,
      ...jupyterFolders(folder),
      TUNEBOOK_HOME: folder,
      JUPYTER_PATH: join(folder, 'prefix', 'share', 'jupyter'),
    };
  }

  /** Runs one of the programs (`jupyter-execute`, `papermill`) in the folder, to its end. */
  run(program: string, ...args: readonly string[]): Promise<Ended> {
    const child = spawn(python, [join(bin, program), ...args], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        out[name] += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', code => resolve({ code, ...out }));
    });
  }

  async dispose(): Promise<void> {
    await tunebook(['stop'], { home: this.folder });
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
