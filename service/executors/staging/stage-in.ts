import { createWriteStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { chmod, constants, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ArtifactJson } from '../../../lib/model/job.js';
import { isArchive, unpack } from '../archives/archive.js';
import { ArchiveError } from '../archives/archive-members.js';
import { UnpackLimit } from '../archives/unpack-limit.js';
import { type ImageMeans, type PreparedImage, prepareImage } from '../containers/container-image.js';
import type { ExecutorAccess, ExecutorJob, ExecutorObjects } from '../executor.js';
import { type AccessVariables, makeAccess } from '../job-access.js';
import type { JobFolder } from '../job-folder.js';
import { planFiles } from '../plan.js';
import { ProgramError } from '../run-program.js';

/** What went wrong before the tasks could start; the message is the job's `statusReason`. */
export class StageInError extends Error {
  override readonly name = 'StageInError';
  readonly code = 'stage-in';
}

/** What stage-in works with. */
export interface StageInMeans {
  readonly objects: ExecutorObjects;
  readonly access: ExecutorAccess;
}

/** GB, when a job names no `disk`. */
const usualDisk = 10;

/** How often a download is tried. */
const downloadTries = 3;

/**
 * Makes the folder of an attempt with everything the runner needs. The mark that it is complete is written last, so
 * a service that dies in between starts over.
 *
 * @throws {StageInError}
 */
export async function stageIn(
  job: ExecutorJob,
  folder: JobFolder,
  { objects, access }: StageInMeans,
  signal: AbortSignal,
): Promise<Staged> {
  const began = performance.now();
  if (existsSync(folder.root)) await rm(folder.root, { recursive: true, force: true });
  // What is small is written at once: waiting for it would take a short job longer. Making files is what takes a short job
  // longest on some disks, so that they are few.
  mkdirSync(folder.scratch, { recursive: true, mode: 0o700 });
  mkdirSync(folder.temporary, { mode: 0o700 });
  const limit = new UnpackLimit(job.spec.resources.disk ?? usualDisk);
  for (const artifact of job.spec.artifacts ?? []) {
    await stageArtifact(artifact, folder, objects, limit, signal);
  }
  const imageDownload = (url: string, path: string) => download(url, path, limit, signal);
  for (const { mountpoint } of job.spec.artifacts ?? []) {
    // What an engine is to bind must be there.
    if (mountpoint) await mkdir(join(folder.scratch, mountpoint.split(':')[0]!), { recursive: true });
  }
  for (const input of job.spec.inputs ?? []) {
    const path = join(folder.scratch, basename(input.filename));
    await writeFile(path, Buffer.from(input.content, 'base64'));
    if (input.executable) await chmod(path, 0o775);
  }
  const images = await prepareImages(job, folder, { objects, signal, download: imageDownload });
  const variables = makeAccess(job, access);
  for (const [name, text] of planFiles(job, folder, variables, images))
    writeFileSync(join(folder.root, name), text);
  const stageInTime = (performance.now() - began) / 1000;
  const staged: Staged = { stageInTime, images: Object.fromEntries(images), access: variables };
  writeFileSync(`${folder.staged}.new`, JSON.stringify(staged), { mode: 0o600 });
  renameSync(`${folder.staged}.new`, folder.staged);
  return staged;
}

/** What the mark of a complete stage-in says. */
export interface Staged {
  readonly stageInTime: number;
  /** By the index of the task. */
  readonly images: Readonly<Record<number, PreparedImage>>;
  readonly access: AccessVariables;
}

/** @throws {StageInError} */
async function prepareImages(
  job: ExecutorJob,
  folder: JobFolder,
  means: ImageMeans,
): Promise<Map<number, PreparedImage>> {
  const images = new Map<number, PreparedImage>();
  for (const [index, { container }] of job.environments.entries()) {
    if (!container) continue;
    await mkdir(folder.state, { recursive: true, mode: 0o700 });
    const task = job.spec.tasks[index]!;
    try {
      images.set(index, await prepareImage(task, container, folder, means));
    } catch (error) {
      const why = error instanceof ProgramError ? error.message : explain(error);
      throw new StageInError(`Container image pull failed: ${task.image} (${why})`, { cause: error });
    }
  }
  return images;
}

/** The name an artifact has in the scratch folder. */
export function artifactName(artifact: ArtifactJson): string {
  if (!isRemote(artifact)) return basename(artifact.url);
  const { pathname } = new URL(artifact.url);
  try {
    return basename(decodeURIComponent(pathname));
  } catch {
    return basename(pathname);
  }
}

/** True when an artifact has a URL of the web. If it is in no bucket either, its `url` is the name of an uploaded object. */
export function isRemote(artifact: ArtifactJson): boolean {
  return /^https?:\/\//i.test(artifact.url);
}

/** True when an artifact has the address of an object in S3. */
export function isInBucket(artifact: ArtifactJson): boolean {
  return /^s3:\/\//i.test(artifact.url);
}

async function stageArtifact(
  artifact: ArtifactJson,
  folder: JobFolder,
  objects: ExecutorObjects,
  limit: UnpackLimit,
  signal: AbortSignal,
): Promise<void> {
  const name = artifactName(artifact);
  const path = join(folder.scratch, name);
  try {
    if (isRemote(artifact)) await download(artifact.url, path, limit, signal);
    else if (isInBucket(artifact)) {
      const bytes = objects.readBucket(artifact.url, signal);
      await pipeline(bytes, limit.counter(), createWriteStream(path), { signal });
    } else {
      const file = await objects.uploadFile(artifact.url, path, signal);
      if (file.path !== path) await copyFile(file.path, path, constants.COPYFILE_FICLONE);
    }
  } catch (error) {
    throw new StageInError(`Artifact download failed: ${name} (${explain(error)})`, { cause: error });
  }
  if (artifact.executable) await chmod(path, 0o775);
  if (!isArchive(name)) return;
  try {
    await unpack(path, folder.scratch, limit, signal);
    await rm(path);
  } catch (error) {
    throw new StageInError(`Artifact uncompress failed: ${name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function download(url: string, path: string, limit: UnpackLimit, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { signal });
      if (!response.ok)
        throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
      const body = response.body as ReadableStream | null;
      const bytes = body ? Readable.fromWeb(body) : Readable.from([]);
      await pipeline(bytes, limit.counter(), createWriteStream(path), { signal });
      return;
    } catch (error) {
      if (signal.aborted || error instanceof ArchiveError || attempt === downloadTries) throw error;
    }
  }
}

/** The message, and that of the cause: `fetch` hides the reason there. A signed URL's query never shows. */
function explain(error: unknown): string {
  const { message, cause } = error as Error;
  const text = cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message;
  return text.replace(/\?\S*/g, '');
}
