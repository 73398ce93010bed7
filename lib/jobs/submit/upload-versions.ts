import { randomUUID } from 'node:crypto';
import type { ServiceClient } from '../../client/service-client.js';
import type { JobJson } from '../../model/job.js';
import { objectVersions } from '../transfers/s3-artifacts.js';

/** The names of images that may have been uploaded. */
const imageFile = /\.(?:tar|tgz|simg|sif)/;

/**
 * What tells the contents of the uploads that jobs fetch, by their names: artifacts and images. An artifact of which
 * nothing is known counts as new each time. URLs are left out: nobody knows what they will give.
 */
export async function uploadVersions(
  jobs: readonly JobJson[],
  client: ServiceClient,
  signal?: AbortSignal,
): Promise<Record<string, string | undefined>> {
  const artifacts = jobs.flatMap(job => job.artifacts ?? []).map(({ url }) => url);
  const tasks = jobs.flatMap(job => job.tasks);
  const objects = await objectVersions(artifacts, signal);
  const names = artifacts.filter(name => !/^https?:/i.test(name) && objects[name] === undefined);
  const images = tasks
    .map(task => task.image ?? '')
    .filter(name => imageFile.test(name) && !name.includes('/'));
  if (names.length + images.length === 0) return objects;
  const known = await client.uploadVersions(signal);
  return Object.fromEntries([
    ...Object.entries(objects),
    ...images.map(name => [name, known.get(name)]),
    ...names.map(name => [name, known.get(name) ?? randomUUID()]),
  ]);
}
