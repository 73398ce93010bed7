import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ServiceError } from '../errors/service-error.js';
import { type Home, type ServiceRecord, serviceFile } from '../model/home.js';
import { capabilitiesSchema, parseReply } from './replies.js';
import { Transport } from './transport.js';

/** Milliseconds that a service may take to start, to answer that it lives, and to win against another that starts. */
const startTime = 15_000;
const answerTime = 5_000;
const raceTime = 2_000;

const serviceMain = fileURLToPath(new URL('../../service/main.js', import.meta.url));

const recordSchema = z.looseObject({
  pid: z.int(),
  url: z.url(),
  token: z.string().min(1),
  version: z.string(),
});

/**
 * The embedded service of a data folder: the one that runs, or a new one, started with `env`.
 * @throws {ServiceError} `unreachable` with the end of its log if it does not start within 15 s
 */
export async function embeddedService(home: Home, env: NodeJS.ProcessEnv): Promise<ServiceRecord> {
  return (await runningService(home)) ?? (await startService(home, env));
}

/** The service that `service.json` names, if it answers. */
export async function runningService(home: Home): Promise<ServiceRecord | undefined> {
  const text = await readFile(serviceFile(home), 'utf8').catch(() => '');
  const record = recordSchema.safeParse(jsonOr(text)).data;
  // A killed service leaves its record behind: its port may be another program's by now, which must not get the token.
  if (!record || !isAlive(record.pid)) return undefined;
  try {
    const request = { method: 'get', path: 'capabilities', timeout: answerTime } as const;
    const body = await new Transport(record.url, record.token).read(request, reply => reply.text());
    const { pid } = parseReply(capabilitiesSchema, body, 'GET /capabilities');
    return pid === record.pid ? record : undefined;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

async function startService(home: Home, env: NodeJS.ProcessEnv): Promise<ServiceRecord> {
  const { NODE_OPTIONS: _, ...serviceEnv } = env; // meant for this process: a debugger port, a loader
  const child = spawn(process.execPath, [serviceMain], { detached: true, stdio: 'ignore', env: serviceEnv });
  let ended: string | undefined;
  let deadline = Date.now() + startTime;
  const end = (how: string) => {
    ended = how;
    // A service that lost the race to start ends itself; the winner needs a moment more.
    deadline = Math.min(deadline, Date.now() + raceTime);
  };
  child.once('error', error => end(error.message));
  child.once('exit', (code, signal) => end(`it ended with ${signal ?? `exit code ${code}`}`));
  child.unref();

  for (let pause = 20; Date.now() < deadline; pause = Math.min(pause * 1.5, 250)) {
    await delay(pause);
    const record = await runningService(home);
    if (record) return record;
  }
  const log = join(home.data, 'service.log');
  const tail = await readFile(log, 'utf8').then(lastLines, () => '');
  throw new ServiceError(
    'unreachable',
    `The embedded service did not start: ${ended ?? `no answer within ${startTime / 1000} s`}. ` +
      (tail ? `The end of ${log}:\n${tail}` : `${log} says nothing; run it in a terminal: tunebook serve`),
  );
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
