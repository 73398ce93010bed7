import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

export interface CommandOptions {
  readonly home: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the command line as a user does, to its end. */
export function tunebook(args: readonly string[], options: CommandOptions): Promise<Ended> {
  return startTunebook(args, options).ended;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the match once standard output or standard error holds one; rejects if the command ends before. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the command line as a user does. */
export function startTunebook(args: readonly string[], options: CommandOptions): Running {
  const child = spawn(process.execPath, [join(packageRoot, 'dist', 'cli', 'main.js'), ...args], {
    cwd: options.cwd ?? options.home,
    env: { ...process.env, ...options.env, TUNEBOOK_HOME: options.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      out[name] += text;
      child.emit('printed');
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, ...out }));
  });
  const prints = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(out.stdout) ?? pattern.exec(out.stderr);
        if (found) resolve(found);
      };
      child.on('printed', look);
      child.once('close', () => reject(new Error(`It ended without ${pattern}: ${out.stdout}${out.stderr}`)));
      look();
    });
  return { pid: child.pid!, ended, kill: signal => child.kill(signal), prints };
}

/** The source of a code cell, perhaps with tags. */
export type CellSource = string | { readonly source: string; readonly tags: readonly string[] };

/** Writes a notebook of code cells into a folder; returns its path. */
export async function writeCells(
  folder: string,
  sources: readonly CellSource[],
  name = 'cells.ipynb',
): Promise<string> {
  const cells = sources.map((cell, index) => {
    const { source, tags } = typeof cell === 'string' ? { source: cell, tags: [] } : cell;
    return {
      id: `cell-${index}`,
      cell_type: 'code',
      source,
      metadata: { tags },
      outputs: [],
      execution_count: null,
    };
  });
  const kernelspec = { name: 'tunebook', display_name: 'TypeScript (Tunebook)', language: 'typescript' };
  const path = join(folder, name);
  await writeFile(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
  return path;
}
