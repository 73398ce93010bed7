import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isUnreachable, ServiceError } from '../errors/service-error.js';
import { type Home, type ServiceRecord, serviceFile } from '../model/home.js';
import { isAlive } from '../model/is-alive.js';
import { moduleUrl, packageVersion } from '../model/package-root.js';
import { apiMajor, isOlder } from '../model/versions.js';
import { fixedToken } from './credentials.js';
import { capabilitiesSchema, parseReply } from './replies.js';
import { Transport } from './transport.js';

/** Milliseconds that a service may take to start, and to answer that it lives. */
const startTime = 15_000;
const answerTime = 5_000;

/** How often a client replaces an older service that keeps coming back. */
const takeovers = 3;

const serviceMain = fileURLToPath(moduleUrl('service/main.js'));

const recordSchema = z.looseObject({
  pid: z.int(),
  url: z.url(),
  token: z.string().min(1),
  version: z.string(),
  api: z.int().default(1),
});

/** What `service.json` says, and whether the service answers. */
export interface FoundService {
  readonly record: ServiceRecord;
  /** False while the process lives, keeps its port open and says nothing. */
  readonly answers: boolean;
}

/**
 * The embedded service of a data folder: the one that runs, or a new one, started with `env`. One of an older version
 * is asked to end first; its running jobs go on under the new one.
 * @param patience milliseconds that a new one may take to answer; then it is ended
 * @throws {ServiceError} `unreachable` with the end of its log if it does not start; `protocol` if it is of a newer
 *   version that this client can't speak with
 */
export async function embeddedService(
  home: Home,
  env: NodeJS.ProcessEnv,
  patience = startTime,
): Promise<ServiceRecord> {
  for (let takeover = 1; ; takeover++) {
    const record = (await runningService(home)) ?? (await startService(home, env, patience));
    // A client of the older version may have started one of its own meanwhile.
    if (takeover > takeovers || !isOlder(record.version, packageVersion)) return speakable(record);
    await retireService(record);
  }
}

function speakable(record: ServiceRecord): ServiceRecord {
  if (record.api === apiMajor) return record;
  throw new ServiceError(
    'protocol',
    `The embedded service (process ${record.pid}) is of Tunebook ${record.version}, which this one (${packageVersion}) can't ` +
      'speak with. Use the newer Tunebook here too, or set TUNEBOOK_HOME to another folder',
  );
}

/** Ends a service in good order: what it has begun to answer is answered, its running jobs go on. */
async function retireService(record: ServiceRecord): Promise<void> {
  const transport = new Transport(record.url, fixedToken(record.token));
  try {
    await transport.read({ method: 'post', path: 'shutdown', timeout: answerTime }, reply => reply.text());
  } catch (error) {
    // It is on its way out when another client has asked for the same.
    if (!isUnreachable(error)) throw error;
  }
  const deadline = Date.now() + startTime;
  while (isAlive(record.pid)) {
    if (Date.now() > deadline) throw new ServiceError('unreachable', stuck(record));
    await delay(20);
  }
}

/** The service that `service.json` names, if it answers. */
async function runningService(home: Home): Promise<ServiceRecord | undefined> {
  const found = await findService(home);
  return found?.answers ? found.record : undefined;
}

/** The service that `service.json` names, if its process lives and its port is open. */
export async function findService(home: Home): Promise<FoundService | undefined> {
  const text = await readFile(serviceFile(home), 'utf8').catch(() => '');
  const record = recordSchema.safeParse(jsonOr(text)).data;
  // A killed service leaves its record behind: its port may be another program's by now, which must not get the token.
  if (!record || !isAlive(record.pid)) return undefined;
  try {
    const request = { method: 'get', path: 'capabilities', timeout: answerTime } as const;
    const body = await new Transport(record.url, fixedToken(record.token)).read(request, reply =>
      reply.text(),
    );
    const { pid } = parseReply(capabilitiesSchema, body, 'GET /capabilities');
    return pid === record.pid ? { record, answers: true } : undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const closed = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
    return isUnreachable(error) && !closed ? { record, answers: false } : undefined;
  }
}

/** What to do about a service that does not answer. */
export function stuck({ pid, url }: ServiceRecord): string {
  return (
    `The embedded service (process ${pid}, ${url}) runs but does not answer. \`kill -9 ${pid}\` ends it, and the next call ` +
    'starts another; nothing is lost, and running jobs go on'
  );
}

async function startService(home: Home, env: NodeJS.ProcessEnv, patience: number): Promise<ServiceRecord> {
  const { NODE_OPTIONS: _, ...serviceEnv } = env; // meant for this process: a debugger port, a loader
  const child = spawn(process.execPath, [serviceMain], { detached: true, stdio: 'ignore', env: serviceEnv });
  let failed: string | undefined;
  child.once('error', error => {
    failed = error.message;
  });
  child.once('exit', (code, signal) => {
    // Code 0: it lost the race to start against another one, which will be there in a moment.
    if (code !== 0) failed = `it ended with ${signal ?? `exit code ${code}`}`;
  });
  child.unref();

  const deadline = Date.now() + patience;
  let found: FoundService | undefined;
  for (let pause = 20; failed === undefined && Date.now() < deadline; pause = Math.min(pause * 1.5, 250)) {
    await delay(pause);
    found = await findService(home);
    if (found?.answers) return found.record;
  }
  const late = failed === undefined && child.exitCode === null;
  // Its jobs have process groups of their own.
  if (late) killGroup(child);
  if (found && found.record.pid !== child.pid) throw new ServiceError('unreachable', stuck(found.record));
  const log = join(home.data, 'service.log');
  const tail = await readFile(log, 'utf8').then(lastLines, () => '');
  // Its log has no room to say so.
  const full = await statfs(home.data).then(
    ({ bavail, bsize }) => bavail * bsize < 2 ** 20,
    () => false,
  );
  const why = failed ?? `no answer within ${patience / 1000} s`;
  const ended = late
    ? `Its process ${child.pid} was ended; \`tunebook serve\` in a terminal starts one that may take longer. `
    : '';
  throw new ServiceError(
    'unreachable',
    `The embedded service did not start: ${why}. ${ended}` +
      (full ? `The disk of ${home.data} is full: free some space. ` : '') +
      (tail ? `The end of ${log}:\n${tail}` : `${log} says nothing; run it in a terminal: tunebook serve`),
  );
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
