import { randomUUID } from 'node:crypto';
import type { ServiceClient } from '../client/service-client.js';
import type { JobJson } from '../model/job.js';

/**
 * What tells the contents of the uploads that a job fetches, by their names. One of which nothing is known counts as new
 * each time. URLs are left out: nobody knows what they will give.
 */
export async function uploadVersions(
  { artifacts = [] }: JobJson,
  client: ServiceClient,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const names = artifacts.map(artifact => artifact.url).filter(name => !/^https?:/i.test(name));
  if (names.length === 0) return {};
  const known = await client.uploadVersions(signal);
  return Object.fromEntries(names.map(name => [name, known.get(name) ?? randomUUID()]));
}
