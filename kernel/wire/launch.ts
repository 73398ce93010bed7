import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelClient, KernelGoneError } from './client.js';
import { ipcConnection, tcpConnection, writeConnectionFile } from './connection.js';
import { encrypted } from './curve.js';

/** How to launch a kernel. */
export interface LaunchOptions {
  /** The notebook's folder: relative paths and packages of its cells start here. */
  readonly folder: string;
  /** Absolute path of a module whose exports every cell sees. */
  readonly preload?: string;
  /** Absolute path of the declarations of `preload`. */
  readonly types?: string;
  /** @default 'ipc': no port is opened, and only this user can connect. */
  readonly transport?: 'ipc' | 'tcp';
  /** Whether what is said is encrypted, by CurveZMQ. @default false */
  readonly encrypted?: boolean;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** How long to wait for the kernel, in milliseconds. @default 30000 */
  readonly timeout?: number;
}

/** A kernel process and the connection to it. */
export interface LaunchedKernel {
  readonly client: KernelClient;
  readonly process: ChildProcess;
  readonly connectionFile: string;
  /** Shuts the kernel down, waits for its end and removes its files. Idempotent. */
  close(): Promise<void>;
}

/** How long a kernel may take to shut down before it is killed, in milliseconds. */
const shutdownTime = 5000;

/**
 * Starts a kernel of this package and connects to it.
 *
 * @throws KernelGoneError when the process ends or does not answer in time.
 */
export async function launchKernel(options: LaunchOptions): Promise<LaunchedKernel> {
  const folder = await mkdtemp(join(tmpdir(), 'tunebook-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const plain = options.transport === 'tcp' ? await tcpConnection() : ipcConnection(join(folder, 'kernel'));
  const info = options.encrypted ? encrypted(plain) : plain;
  const connectionFile = join(folder, 'connection.json');
  await writeConnectionFile(connectionFile, info);
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const args = [main, connectionFile];
  if (options.preload) args.push('--preload', options.preload);
  if (options.types) args.push('--types', options.types);
  const kernel = spawn(process.execPath, args, {
    cwd: options.folder,
    env: { ...(options.env ?? process.env), JPY_PARENT_PID: String(process.pid) },
    // A group of its own: Ctrl-C in the terminal is for the front end, which interrupts the kernel by message.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<string>(resolve => {
    kernel.once('error', error => resolve(error.message));
    kernel.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const connecting = KernelClient.connect(info, options.timeout ? { timeout: options.timeout } : {});
  const died = ended.then(how => {
    throw new KernelGoneError(
      `The kernel ended (${how}). Start it again; what it wrote to its standard error may say why`,
    );
  });
  died.catch(() => {});
  let client: KernelClient;
  try {
    client = await Promise.race([connecting, died]);
  } catch (error) {
    connecting.then(late => late.close()).catch(() => {});
    kernel.kill('SIGKILL');
    await ended;
    await removeFolder();
    throw error;
  }
  died.catch((error: KernelGoneError) => client.close(error));
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const timer = setTimeout(() => kernel.kill('SIGKILL'), shutdownTime);
    client.request('control', 'shutdown_request', { restart: false }).catch(() => {});
    await ended;
    clearTimeout(timer);
    client.close();
    await removeFolder();
  };
  return {
    client,
    process: kernel,
    connectionFile,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
