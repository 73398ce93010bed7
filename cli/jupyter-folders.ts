import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The user's data folder of Jupyter (https://docs.jupyter.org/en/latest/use/jupyter-directories.html). */
export function jupyterDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['JUPYTER_DATA_DIR']) return env['JUPYTER_DATA_DIR'];
  const home = env['HOME'] || homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Jupyter');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'jupyter');
}

/** The folders in which Jupyter looks for kernels, the first one wins. */
export function jupyterPath(prefixes: readonly string[], env: NodeJS.ProcessEnv = process.env): string[] {
  const named = (env['JUPYTER_PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  const shared = [...prefixes, '/usr/local', '/usr'].map(prefix => join(prefix, 'share', 'jupyter'));
  return [...named, jupyterDataFolder(env), ...shared];
}
