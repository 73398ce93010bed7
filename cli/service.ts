import { readFile } from 'node:fs/promises';
import { type ServiceRecord, serviceFile, tunebookHome } from '../lib/model/home.js';

/** The embedded service that runs for this home, if one answers. Starts none. */
export async function runningService(): Promise<ServiceRecord | undefined> {
  let record: ServiceRecord;
  try {
    record = JSON.parse(await readFile(serviceFile(tunebookHome()), 'utf8')) as ServiceRecord;
  } catch {
    return undefined;
  }
  const reply = await callService(record, 'GET', 'capabilities').catch(() => undefined);
  return reply?.ok ? record : undefined;
}

/** One request to the embedded service. */
export function callService(record: ServiceRecord, method: string, path: string): Promise<Response> {
  return fetch(`${record.url}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${record.token}` },
    signal: AbortSignal.timeout(5000),
  });
}
