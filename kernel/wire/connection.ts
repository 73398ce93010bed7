import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Fields, InvalidMessageError } from './fields.js';

/** Where a kernel listens and the key that signs its messages: the content of a connection file. */
export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc';
  /** An address for TCP, the beginning of a path for IPC. */
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  /** Empty: messages are not signed. */
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
  /**
   * The kernel's keys for CurveZMQ, in Z85 (https://rfc.zeromq.org/spec/32); without them nothing is encrypted. Its front ends
   * read them here and use them as their own, too.
   */
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
}

const z85Key = /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/;

/** The sockets of a kernel, by their names in the protocol. */
export type Channel = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';

/** A connection file that can't be read or used. */
export class ConnectionFileError extends Error {
  override readonly name = 'ConnectionFileError';
  readonly code = 'connection-file';
}

/**
 * Reads a connection file (https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files).
 *
 * @throws ConnectionFileError naming the file and what is wrong with it.
 */
export async function readConnectionFile(path: string): Promise<ConnectionInfo> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConnectionFileError(`The connection file ${path} can't be read: give the path of one`, {
      cause,
    });
  }
  try {
    return parseConnection(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof InvalidMessageError ? cause.message : 'it is not JSON';
    throw new ConnectionFileError(`The connection file ${path} can't be used: ${reason}`, { cause });
  }
}

function parseConnection(value: unknown): ConnectionInfo {
  const fields = new Fields('connection file', value);
  return {
    transport: fields.choice('transport', ['tcp', 'ipc'], 'tcp'),
    ip: fields.string('ip'),
    shell_port: fields.integer('shell_port'),
    iopub_port: fields.integer('iopub_port'),
    stdin_port: fields.integer('stdin_port'),
    control_port: fields.integer('control_port'),
    hb_port: fields.integer('hb_port'),
    key: fields.string('key'),
    signature_scheme: fields.choice('signature_scheme', ['hmac-sha256'], 'hmac-sha256'),
    ...parseCurveKeys(fields),
  };
}

function parseCurveKeys(fields: Fields): Pick<ConnectionInfo, 'curve_publickey' | 'curve_secretkey'> {
  const curve_publickey = fields.string('curve_publickey', '');
  const curve_secretkey = fields.string('curve_secretkey', '');
  // Half of what encryption needs must not become none of it.
  if (curve_publickey === '' && curve_secretkey === '') return {};
  if (!z85Key.test(curve_publickey) || !z85Key.test(curve_secretkey)) {
    throw new InvalidMessageError(
      '"curve_publickey" and "curve_secretkey" must both be keys of 40 characters in Z85',
    );
  }
  return { curve_publickey, curve_secretkey };
}

/** Writes a connection file that only this user can read, for it holds the key. */
export async function writeConnectionFile(path: string, info: ConnectionInfo): Promise<void> {
  await writeFile(path, JSON.stringify(info, null, 2), { mode: 0o600 });
}

/** The ZeroMQ address of one channel. */
export function address(info: ConnectionInfo, channel: Channel): string {
  const port = info[`${channel}_port`];
  return info.transport === 'tcp' ? `tcp://${info.ip}:${port}` : `ipc://${info.ip}-${port}`;
}

/** A connection over files that begin with `path`, with a fresh key. The folder must exist. */
export function ipcConnection(path: string): ConnectionInfo {
  return connection('ipc', path, [1, 2, 3, 4, 5]);
}

/** A connection over free ports of the loopback device, with a fresh key. */
export async function tcpConnection(): Promise<ConnectionInfo> {
  const servers = Array.from({ length: 5 }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return connection('tcp', '127.0.0.1', ports);
}

function connection(transport: 'tcp' | 'ipc', ip: string, ports: readonly number[]): ConnectionInfo {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    transport,
    ip,
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
  };
}
