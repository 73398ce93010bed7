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

/** Milliseconds that a service may take to start, and to answer that it lives. */
const startTime = 15_000;
const answerTime = 5_000;

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
  let failed: string | undefined;
  child.once('error', error => {
    failed = error.message;
  });
  child.once('exit', (code, signal) => {
    // Code 0: it lost the race to start against another one, which will be there in a moment.
    if (code !== 0) failed = `it ended with ${signal ?? `exit code ${code}`}`;
  });
  child.unref();

  const deadline = Date.now() + startTime;
  for (let pause = 20; failed === undefined && Date.now() < deadline; pause = Math.min(pause * 1.5, 250)) {
    await delay(pause);
    const record = await runningService(home);
    if (record) return record;
  }
  const log = join(home.data, 'service.log');
  const tail = await readFile(log, 'utf8').then(lastLines, () => '');
  throw new ServiceError(
    'unreachable',
    `The embedded service did not start: ${failed ?? `no answer within ${startTime / 1000} s`}. ` +
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

/** True while there is such a process, of this user or another. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
