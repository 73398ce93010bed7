import { nearNames } from '../errors/near-names.js';
import { OutputError } from '../errors/output-error.js';
import { StorageError } from '../errors/storage-error.js';
import type { OutputRead } from '../model/job-read.js';
import { DataFile } from '../outputs/data-file.js';
import { FileList } from '../outputs/file-list.js';
import { CachedSource } from '../storage/cached-source.js';
import { httpSource } from '../storage/http-source.js';
import type { RetriedSource } from '../storage/retried-source.js';
import type { TrackedJob } from './tracked-job.js';

/** Milliseconds that a signed URL is used, for all ranges of a file and for all files of a job: it is good for longer. */
const urlAge = 60_000;

/** The declared outputs of a job: the files, and the folders as `.tgz`. */
export function outputFiles(job: TrackedJob): DataFile[] {
  return FileList.from(declared(job), ({ name }) => outputFile(job, name)) as FileList;
}

/**
 * One declared output; it is fetched when it is read.
 * @throws {OutputError} `undeclared`, with the names that are declared
 */
export function findOutput(job: TrackedJob, name: string): DataFile {
  const names = declared(job).map(output => output.name);
  if (names.includes(name)) return outputFile(job, name);
  const near = nearNames(name, names);
  const have = names.length === 0 ? 'It declares no outputs' : `It declares ${names.join(', ')}`;
  const hint = near.length > 0 ? `. Did you mean ${near.join(' or ')}?` : '';
  throw new OutputError(
    'undeclared',
    `Job ${job.id} has no output '${name}'. ${have}${hint}${near.length > 0 ? '' : ". Name it in the job's outputFiles before it is submitted"}`,
    name,
  );
}

/** The archive that a snapshot made. */
export function snapshotFile(id: number, url: string): DataFile {
  return new DataFile(
    'snapshot.tgz',
    httpSource((call, signal) => call(url, signal), `the snapshot of job ${id}`),
    `job ${id}`,
  );
}

function outputFile(job: TrackedJob, name: string): DataFile {
  return new DataFile(name, outputSource(job, name), `job ${job.id}`);
}

/** The bytes of a declared output. Those of a job that has ended elsewhere are kept on this machine. */
export function outputSource(job: TrackedJob, name: string): RetriedSource | CachedSource {
  const source = httpSource(
    (call, signal) => withUrl(job, name, signal, call),
    `${name} of job ${job.id}`,
    job.client.embedded,
  );
  const created = job.read.events?.createTime;
  const service = process.env['PROMINENCE_URL'];
  if (job.client.embedded || !job.ended || created === undefined || !service) return source;
  const key = JSON.stringify([service, job.id, created, name]);
  return new CachedSource(source, async () => key);
}

/** Calls with the signed URL; with a fresh one once more if the first has expired. */
async function withUrl<T>(
  job: TrackedJob,
  name: string,
  signal: AbortSignal | undefined,
  call: (url: string, signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const old = Date.now() - job.told > urlAge;
  try {
    return await call(await urlOf(job, name, old, signal), signal);
  } catch (error) {
    // Also for an embedded service that was started again: it may have another port.
    const stale = error instanceof StorageError && (error.status === undefined || error.status === 403);
    if (!stale) throw error;
    return call(await urlOf(job, name, true, signal), signal);
  }
}

async function urlOf(
  job: TrackedJob,
  name: string,
  fresh: boolean,
  signal: AbortSignal | undefined,
): Promise<string> {
  const known = () => declared(job).find(output => output.name === name)?.url;
  if (fresh || !known()) await job.refresh(signal);
  const url = known();
  if (url) return url;
  if (!job.ended) {
    throw new OutputError(
      'not-finished',
      `Output '${name}' of job ${job.id} cannot be had yet: the job is ${job.read.status}. await job.wait() first`,
      name,
    );
  }
  const { status, statusReason } = job.read;
  throw new OutputError(
    'not-made',
    `Job ${job.id} ended as ${status}${statusReason ? ` (${statusReason})` : ''} without making '${name}'. ` +
      'await job.stdout() and job.stderr() show what it did',
    name,
  );
}

function declared(job: TrackedJob): OutputRead[] {
  return [...(job.read.outputFiles ?? []), ...(job.read.outputDirs ?? [])];
}
