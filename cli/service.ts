import { runningService } from '../lib/client/embedded.js';
import { type ServiceRecord, tunebookHome } from '../lib/model/home.js';
import { CommandError } from './command-error.js';

const patience = 5000;

/** The embedded service that runs for this home, if one answers. Starts none. */
export function currentService(): Promise<ServiceRecord | undefined> {
  return runningService(tunebookHome());
}

/**
 * One request to the embedded service; the body of the reply.
 *
 * @throws CommandError when it refuses, or does not answer within 5 s
 */
export async function callService(record: ServiceRecord, method: string, path: string): Promise<string> {
  const service = `The service (process ${record.pid}, ${record.url})`;
  try {
    const reply = await fetch(`${record.url}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${record.token}` },
      signal: AbortSignal.timeout(patience),
    });
    const body = await reply.text();
    if (reply.ok) return body;
    throw new CommandError(`${service} refused ${method} /${path} (${reply.status}): ${body}`);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(
      `${service} does not answer (${(cause as Error).message}). \`kill ${record.pid}\` ends it, and the next call starts another; nothing is lost.`,
      undefined,
      { cause },
    );
  }
}
