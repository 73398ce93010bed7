import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const homes: string[] = [];

/** A TUNEBOOK_HOME of its own for a test; at the end of the test its service is stopped and it is removed. */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  homes.push(home);
  return home;
}

afterEach(async () => {
  for (const home of homes.splice(0)) {
    await tunebook(['stop'], { home });
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does. */
export function tunebook(args: readonly string[], options: { home: string; cwd?: string }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(packageRoot, 'dist', 'cli', 'main.js'), ...args], {
      cwd: options.cwd ?? options.home,
      env: { ...process.env, TUNEBOOK_HOME: options.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text: string) => {
        out[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', code => resolve({ code, ...out }));
  });
}
