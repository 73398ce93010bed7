import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What podman needs in a sandbox that has neither crun nor high limits. */
const sandbox = ['--runtime', 'runc', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];

/** A root file system that was put together from this machine's programs. */
export interface RootFolder {
  readonly folder: string;
  /** Options with which the engine runs it here. */
  readonly options: readonly string[];
}

/** The engines that run an image which was made here. */
export type TestedEngine = 'podman' | 'docker';

/** Makes one, if the engine can run it here; else tells why not. */
export async function rootFolder(engine: TestedEngine): Promise<RootFolder | string> {
  if (process.platform !== 'linux') return 'containers are tested on Linux only';
  if (run(engine, 'info').status !== 0) return `${engine} is not installed here, or does not work`;
  const folder = await mkdtemp(join(tmpdir(), 'tunebook-root-'));
  for (const name of ['sh', 'cat', 'env', 'id', 'ls', 'sleep']) {
    const program = run('sh', '-c', `readlink -f "$(command -v ${name})"`).stdout.trim();
    await copyInto(folder, program, join('/bin', name));
    for (const library of run('ldd', program).stdout.match(/\/\S+/g) ?? []) await copyInto(folder, library);
  }
  for (const name of ['etc', 'tmp', 'proc', 'dev', 'sys'])
    await mkdir(join(folder, name), { recursive: true });
  if (engine === 'docker') return { folder, options: [] };
  for (const options of [[], sandbox]) {
    const tried = run(
      'podman',
      'run',
      '--rm',
      '--network=host',
      ...options,
      '--rootfs',
      `${folder}:O`,
      '/bin/id',
    );
    if (tried.status === 0) return { folder, options };
  }
  return 'podman can run no container here';
}

/** Runs a program to its end. */
export function run(program: string, ...words: string[]): { status: number | null; stdout: string } {
  return spawnSync(program, words, { encoding: 'utf8' });
}

async function copyInto(folder: string, path: string, as = path): Promise<void> {
  const target = join(folder, as);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(path, `${target}.new`);
  await rename(`${target}.new`, join(dirname(target), basename(as)));
}
