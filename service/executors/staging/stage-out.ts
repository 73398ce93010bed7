import { copyFile, mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { packFolder } from '../archives/archive.js';
import type { ExecutorJob, ExecutorObjects, ExecutorOutput } from '../executor.js';
import type { JobFolder } from '../job-folder.js';
import { firstMatch } from './glob.js';

/** What was stored, and what was not. */
export interface StageOut {
  readonly outputs: readonly ExecutorOutput[];
  /** A `statusReason` in PROMINENCE's words, with the names behind it. */
  readonly failure?: string;
}

/** A file to be stored, under its name. */
interface Found {
  readonly path: string;
  readonly name: string;
}

/**
 * Stores the outputs that a job declares, as many as there are. Doing it again gives the same, so it may be repeated
 * after a crash.
 *
 * @throws the reason of `signal` when that is aborted.
 */
export async function stageOut(
  job: ExecutorJob,
  folder: JobFolder,
  objects: ExecutorObjects,
  signal: AbortSignal,
): Promise<StageOut> {
  const files = job.spec.outputFiles ?? [];
  const wanted = [
    ...files.map(name => ({ kind: 'file' as const, name })),
    ...(job.spec.outputDirs ?? []).map(name => ({ kind: 'directory' as const, name })),
  ];
  const outputs: ExecutorOutput[] = [];
  const missing: string[] = [];
  for (const [index, { kind, name }] of wanted.entries()) {
    signal.throwIfAborted();
    const path = await firstMatch(folder.scratch, name, signal);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (path === undefined || !(kind === 'file' ? found?.isFile() : found?.isDirectory())) {
      missing.push(name);
      continue;
    }
    await mkdir(folder.state, { recursive: true });
    const packing = await mkdtemp(join(folder.state, 'pack-'));
    try {
      const file =
        kind === 'file'
          ? await ownFile(path, packing, folder.scratch)
          : await packedFolder(path, packing, signal);
      outputs.push({ kind, name, ...(await objects.addOutput(job.id, index, file.name, file.path, signal)) });
    } catch (error) {
      signal.throwIfAborted();
      const what = kind === 'file' ? 'Unable to stageout output to object storage' : tarballFailed;
      return { outputs, failure: `${what}: ${name} (${(error as Error).message})` };
    } finally {
      await rm(packing, { recursive: true, force: true });
    }
  }
  if (missing.length === 0) return { outputs };
  return {
    outputs,
    failure: `Stageout failed due to no such file or directory: ${missing.join(', ')}`,
  };
}

const tarballFailed = 'Stageout failed due to tarball creation failed';

/** The object store may link the file instead of copying it, so one that has a name elsewhere is copied first. */
async function ownFile(path: string, packing: string, scratch: string): Promise<Found> {
  const name = basename(path);
  const real = await realpath(path);
  const own = (await realpath(scratch)) + sep;
  if (real.startsWith(own) && (await stat(real)).nlink === 1) return { path: real, name };
  const copy = join(packing, 'copy');
  await copyFile(real, copy);
  return { path: copy, name };
}

/** A link to a folder is packed as the folder that it names. */
async function packedFolder(path: string, packing: string, signal: AbortSignal): Promise<Found> {
  const packed = join(packing, 'folder.tgz');
  await packFolder(await realpath(path), basename(path), packed, signal);
  return { path: packed, name: `${basename(path)}.tgz` };
}
