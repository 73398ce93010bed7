import { randomUUID } from 'node:crypto';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import { stopSignal } from '../../display/stop-signal.js';
import { OutputError } from '../../errors/output-error.js';
import { StorageError } from '../../errors/storage-error.js';
import type { JobRead, OutputRead } from '../../model/job-read.js';
import { eachAtOnce } from '../../storage/each-at-once.js';
import { hiddenName } from '../../storage/hidden-name.js';
import type { SignalOption } from '../call-options.js';
import { outputSource } from '../job-outputs.js';
import { TrackedJob } from '../tracked-job.js';
import type { TrackedWorkflow } from '../tracked-workflow.js';
import { newestOfEachName } from '../wait/workflow-failure.js';
import { TransferDisplay } from './transfer-display.js';

/** Files that are fetched at once; each may be fetched in several ranges. */
const atOnce = 4;

/** One output on its way. */
interface Wanted {
  readonly job: TrackedJob;
  readonly output: OutputRead;
  /** An archive, to be unpacked. */
  readonly isFolder: boolean;
  /** Where its path begins. */
  readonly folder: string;
  /** Below `folder`. */
  readonly path: string;
}

/**
 * Saves what a job has made below a folder, under the paths that it declared; output folders are unpacked. What was
 * declared and not made is left out.
 *
 * @returns the paths, in the order of the declarations
 * @throws {OutputError} `not-finished`
 * @throws {StorageError} `address` for an output whose name leads out of the folder
 */
export async function downloadOutputs(
  job: TrackedJob,
  folder: string,
  { signal }: SignalOption = {},
): Promise<string[]> {
  const stop = stopSignal(signal);
  await job.refresh(stop);
  if (!job.ended) throw notFinished(`job ${job.id}`, job.read.status);
  return fetchAll(`Fetching the outputs of job ${job.id}`, wantedOf(job, folder), stop);
}

/** The same of all jobs of a workflow, each into a folder of its own that is named after it and its parameters. */
export async function downloadAll(
  workflow: TrackedWorkflow,
  folder: string,
  { signal }: SignalOption = {},
): Promise<string[]> {
  const stop = stopSignal(signal);
  const { client, id } = workflow;
  await workflow.refresh(stop);
  if (!workflow.ended) throw notFinished(`workflow ${id}`, workflow.read.status);
  const taken = new Set<string>();
  const wanted = newestOfEachName(await client.workflows.jobs(id, stop, true)).flatMap(read => {
    const name = folderName(read);
    const own = taken.has(name) ? `${name}-${read.id}` : name;
    taken.add(own);
    return wantedOf(new TrackedJob(client, read), join(folder, own));
  });
  return fetchAll(`Fetching the outputs of workflow ${id}`, wanted, stop);
}

/** That outputs are asked for too early. */
function notFinished(what: string, state: string): OutputError {
  return new OutputError(
    'not-finished',
    `The outputs of ${what} cannot be had yet: it is ${state}. await wait() first`,
    '',
  );
}

function wantedOf(job: TrackedJob, folder: string): Wanted[] {
  const { outputFiles = [], outputDirs = [], parameters = {} } = job.read;
  return [...outputFiles, ...outputDirs]
    .filter(output => output.url !== '')
    .map(output => ({
      job,
      output,
      isFolder: outputDirs.includes(output),
      folder,
      path: pathOf(output, parameters),
    }));
}

/** Of a pattern the file that was found; of all others the declared path, with parameters filled in. */
function pathOf({ name, url }: OutputRead, parameters: NonNullable<JobRead['parameters']>): string {
  const filled = name.replace(/\$(?:\{(\w+)\}|(\w+))/g, (text, braced, bare) =>
    String(parameters[braced ?? bare] ?? text),
  );
  const found = /[*?[]/.test(basename(filled)) ? fileOf(url) : basename(filled);
  const path = normalize(join(dirname(filled), found)).replace(/^\/+/, '');
  if (!/^\.\.(?:\/|$)/.test(path)) return path;
  throw new StorageError(`Output '${name}' was not saved: its name leads out of the folder`, undefined, {
    reason: 'address',
  });
}

function fileOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1)!).replaceAll('/', '_');
}

/** `workflow/point/3` with a parameter becomes `point-temp=1.2`; without one `point-3`. */
function folderName({ name, parameters = {} }: JobRead): string {
  const [first = '', ...rest] = name.split('/').slice(1);
  const values = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return [first || name, ...(values.length > 0 ? values : rest)]
    .join('-')
    .replace(/[^\w.=+-]/g, '_')
    .slice(0, 200);
}

async function fetchAll(
  title: string,
  wanted: readonly Wanted[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const sizes = wanted.map(({ output }) => output.size);
  const total = sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + size!, 0);
  const display = new TransferDisplay(title);
  let sum = 0;
  const saved = new Map<Wanted, string>();
  // Folders may lie in each other: they are unpacked one at a time.
  let unpacking: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    const done = unpacking.then(work);
    unpacking = done.catch(() => {});
    return done;
  };
  try {
    await eachAtOnce(wanted, atOnce, signal, async (each, signal) => {
      let before = 0;
      const onProgress = (bytes: number) => {
        sum += bytes - before;
        before = bytes;
        display.progress(sum, total);
      };
      saved.set(each, await fetchOne(each, { signal, onProgress }, inTurn));
    });
  } finally {
    display.end();
  }
  return wanted.map(each => saved.get(each)!);
}

async function fetchOne(
  { job, output, isFolder, folder, path }: Wanted,
  options: { signal: AbortSignal; onProgress(bytes: number): void },
  inTurn: (work: () => Promise<void>) => Promise<void>,
): Promise<string> {
  const source = outputSource(job, output.name);
  const target = join(folder, path);
  if (!isFolder) {
    await source.save(resolve(target), options);
    return target;
  }
  const archive = resolve(dirname(target), `${hiddenName(basename(target))}${randomUUID().slice(0, 8)}.tgz`);
  try {
    await source.save(archive, options);
    await inTurn(() => unpack(archive, resolve(target)));
  } finally {
    await rm(archive, { force: true });
  }
  return target;
}

/** The archive of a folder holds it under its own name; `tar` keeps what it unpacks below the place it is told. */
async function unpack(archive: string, target: string): Promise<void> {
  const { extract } = await import('tar');
  const place = `${archive}.unpacked`;
  await mkdir(place);
  try {
    await extract({ file: archive, cwd: place });
    const whole = join(place, basename(target));
    await rename(whole, target).catch(() => cp(whole, target, { recursive: true, force: true }));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
