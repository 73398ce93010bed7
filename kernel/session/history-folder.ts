import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where the history of all kernels of this user is kept: beside the other state of Tunebook, which `lib/model/home.ts`
 * places by the same rule (this part must not depend on that one).
 */
export function historyFolder(env: NodeJS.ProcessEnv): string {
  if (env['TUNEBOOK_HOME']) return join(resolve(env['TUNEBOOK_HOME']), 'history');
  const data = env['XDG_DATA_HOME'] || join(env['HOME'] || homedir(), '.local', 'share');
  return join(data, 'tunebook', 'history');
}
