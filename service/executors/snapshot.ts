import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { packFile, packFolder } from './archives/archive.js';
import type { ExecutorJob, ExecutorObjects } from './executor.js';
import type { JobFolder } from './job-folder.js';
import { containerPaths } from './paths.js';
import { RunningJobError } from './running-job-error.js';

/** How often packing begins again when files vanish or shrink meanwhile. */
const tries = 3;

/**
 * Packs a file or folder of a running job and stores it as the job's snapshot; the one before is replaced. Links are
 * stored as links: nothing from outside of the job's folder comes along.
 *
 * @param path below the scratch folder, or at a mount point of the job's artifacts.
 * @throws {RunningJobError} when there is no such file, it lies outside, or it changes too fast.
 */
export async function takeSnapshot(
  job: ExecutorJob,
  folder: JobFolder,
  objects: ExecutorObjects,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const scratch = await realpath(folder.scratch).catch(error => {
    throw new RunningJobError(`Job ${job.id} is still being prepared: there is no file yet.`, {
      cause: error,
    });
  });
  const found = await findInside(containerPaths(job.spec, false, scratch)(path), scratch, path, job);
  const name = relative(scratch, found);
  await mkdir(folder.state, { recursive: true });
  const packing = await mkdtemp(join(folder.state, 'pack-'));
  const packed = join(packing, 'snapshot.tgz');
  try {
    for (let left = tries; ; left -= 1) {
      try {
        if ((await stat(found)).isDirectory()) await packFolder(found, name, packed, signal);
        else await packFile(dirname(found), dirname(name), basename(found), packed, signal);
        break;
      } catch (error) {
        signal.throwIfAborted();
        if (left > 1) continue;
        const why = (error as Error).message;
        throw new RunningJobError(`${path} of job ${job.id} could not be packed: ${why}. Try again.`, {
          cause: error,
        });
      }
    }
    await objects.addSnapshot(job.id, packed, signal);
  } finally {
    await rm(packing, { recursive: true, force: true });
  }
}

async function findInside(
  wanted: string,
  scratch: string,
  path: string,
  { id }: ExecutorJob,
): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new RunningJobError(
      `path: got ${JSON.stringify(path)}, which ${why}. Name a file or folder below the working folder of job ${id}, ` +
        'or the mount point of one of its artifacts.',
      { cause },
    );
  if (path === '' || path.includes('\0')) throw refuse('names nothing');
  const inside = (place: string) => place === scratch || place.startsWith(scratch + sep);
  const place = resolve(scratch, wanted);
  if (!inside(place)) throw refuse(isAbsolute(path) ? 'is no mount point of the job' : 'lies outside');
  const real = await realpath(place).catch(error => {
    throw refuse('does not exist', error);
  });
  if (!inside(real)) throw refuse('is a link that leads outside');
  return real;
}
