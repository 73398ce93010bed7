import { embeddedService, type FoundService, findService, stuck } from '../lib/client/embedded.js';
import { type ServiceRecord, serviceLockFile, tunebookHome } from '../lib/model/home.js';
import { CommandError } from './command-error.js';

const patience = 5000;

/** Milliseconds for what reads or removes many files. */
const longPatience = 600_000;

/**
 * The embedded service that runs for this home, if any. Starts none.
 *
 * @throws CommandError when it does not answer
 */
export async function currentService(): Promise<ServiceRecord | undefined> {
  const found = await servingHome();
  if (found?.answers === false) throw new CommandError(`${stuck(found.record)}.`);
  return found?.record;
}

/** The embedded service that runs for this home, and whether it answers. */
export async function servingHome(): Promise<FoundService | undefined> {
  const home = tunebookHome();
  const found = await findService(home);
  if (!found || found.answers) return found;
  // The record may be one that a killed service has left, and its process and port those of other programs by now.
  const { isLocked } = await import('../service/service-lock.js');
  return isLocked(serviceLockFile(home)) ? found : undefined;
}

/**
 * The embedded service of this home, started if it does not run.
 *
 * @throws CommandError when it does not start
 */
export async function startedService(): Promise<ServiceRecord> {
  const running = await currentService();
  if (running) return running;
  try {
    return await embeddedService(tunebookHome(), process.env);
  } catch (cause) {
    throw new CommandError((cause as Error).message, undefined, { cause });
  }
}

/**
 * One request to the embedded service; the body of the reply.
 *
 * @param body goes as JSON
 * @throws CommandError when it refuses, or does not answer within 5 s, with a body within ten minutes
 */
export async function callService(
  record: ServiceRecord,
  method: string,
  path: string,
  body?: object,
): Promise<string> {
  const service = `The service (process ${record.pid}, ${record.url})`;
  try {
    const reply = await fetch(`${record.url}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${record.token}` },
      signal: AbortSignal.timeout(body ? longPatience : patience),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (reply.ok) return text;
    throw new CommandError(`${service} refused ${method} /${path} (${reply.status}): ${text}`);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${stuck(record)} (${(cause as Error).message}).`, undefined, { cause });
  }
}
