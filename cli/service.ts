import { runningService } from '../lib/client/embedded.js';
import { type ServiceRecord, tunebookHome } from '../lib/model/home.js';

/** The embedded service that runs for this home, if one answers. Starts none. */
export function currentService(): Promise<ServiceRecord | undefined> {
  return runningService(tunebookHome());
}

/** One request to the embedded service. */
export function callService(record: ServiceRecord, method: string, path: string): Promise<Response> {
  return fetch(`${record.url}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${record.token}` },
    signal: AbortSignal.timeout(5000),
  });
}
