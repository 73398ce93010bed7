import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from './support.ts';

/** A file system of a few MB that a test may fill, in namespaces of its own: no privilege is needed for it. */
export class SmallDisk implements AsyncDisposable, Place {
  /** Tells this process from others: the file system ends with it. */
  readonly #holder: ChildProcess;
  readonly enter: readonly string[];
  readonly home: string;

  private constructor(
    holder: ChildProcess,
    readonly homeInside: string,
  ) {
    this.#holder = holder;
    this.enter = ['nsenter', `--target=${holder.pid}`, '--user', '--mount', '--preserve-credentials', '--'];
    this.home = `/proc/${holder.pid}/root${homeInside}`;
  }

  /** Makes one; where the system forbids it, tells why. */
  static async make(megabytes: number): Promise<SmallDisk | string> {
    const folder = await mkdtemp(join(tmpdir(), 'tunebook-disk-'));
    const script = `mount -t tmpfs -o size=${megabytes}m none "$0" && echo ready && exec cat`;
    const holder = spawn('unshare', ['-Urm', 'sh', '-c', script, folder]);
    const said: Buffer[] = [];
    holder.stderr.on('data', chunk => said.push(chunk));
    const failed = once(holder, 'close').then(() => Buffer.concat(said).toString().trim());
    const result = await Promise.race([
      once(holder.stdout, 'data'),
      failed,
      once(holder, 'error').then(([error]) => String(error)),
    ]);
    if (typeof result !== 'string') return new SmallDisk(holder, folder);
    await rm(folder, { recursive: true });
    return result || 'unshare failed';
  }

  /** Writes until nothing more fits. */
  async fill(): Promise<void> {
    for (const size of [65_536, 4096, 1]) {
      const chunk = Buffer.alloc(size);
      while (await appendFile(join(this.home, 'filling'), chunk).then(() => true, isFull));
    }
  }

  /** Makes room again. */
  async empty(): Promise<void> {
    await rm(join(this.home, 'filling'), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#holder, 'close');
    this.#holder.stdin!.end();
    await ended;
    await rm(this.homeInside, { recursive: true, force: true });
  }
}

function isFull(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOSPC') throw error;
  return false;
}
