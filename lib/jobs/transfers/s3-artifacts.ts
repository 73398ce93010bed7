import type { JobJson } from '../../model/job.js';
import type { Located } from '../../storage/s3/locate.js';

/** Seconds, S3's limit: the job may wait for long. Credentials of a session end sooner. */
const goodFor = 7 * 24 * 3600;

/** True for the address of an object that is known: parameters of a workflow are filled in later. */
function isObject(url: string): boolean {
  return /^s3:/i.test(url) && !url.includes('$');
}

/**
 * Puts signed URLs in the place of artifacts in S3: the job fetches them with the rights of who submits it.
 *
 * @throws {StorageError} for an object that is not there or must not be read
 */
export async function withSignedArtifacts<Job extends JobJson>(
  job: Job,
  signal: AbortSignal | undefined,
): Promise<Job> {
  if (!job.artifacts?.some(({ url }) => isObject(url))) return job;
  const artifacts = job.artifacts.map(async artifact => {
    if (!isObject(artifact.url)) return artifact;
    const { bucket, key } = await objectAt(artifact.url);
    await bucket.source(key).facts(signal);
    return { ...artifact, url: await bucket.presign(key, 'GET', goodFor) };
  });
  return { ...job, artifacts: await Promise.all(artifacts) };
}

/** What tells the contents of those of these artifacts that are in S3, by their addresses. */
export async function objectVersions(
  urls: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Record<string, string>> {
  const versions = [...new Set(urls.filter(isObject))].map(async url => {
    const { bucket, key } = await objectAt(url);
    const { version, size } = await bucket.source(key).facts(signal);
    return [url, version ?? `${size} bytes`];
  });
  return Object.fromEntries(await Promise.all(versions));
}

/** Loads what speaks to S3. */
async function objectAt(url: string): Promise<Located> {
  const { locate } = await import('../../storage/s3/locate.js');
  return locate(url);
}
