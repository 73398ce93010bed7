import type { ServiceClient } from '../../client/service-client.js';
import type { JobJson } from '../../model/job.js';
import type { FileVersions } from './content-hash.js';
import { localFiles } from './local-files.js';
import { uploadVersions } from './upload-versions.js';

/** What tells the versions of all files that jobs name and do not hold: uploads, and files of this machine. */
export async function fileVersions(
  jobs: readonly JobJson[],
  client: ServiceClient,
  signal: AbortSignal | undefined,
): Promise<FileVersions> {
  return {
    ...(await uploadVersions(jobs, client, signal)),
    // Tasks on the machine itself: elsewhere the same paths and names are others.
    ...(client.embedded &&
      (await localFiles(
        jobs.flatMap(job => job.tasks),
        signal,
      ))),
  };
}
