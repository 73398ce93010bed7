import { copyFile, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { packFolder } from './archive.js';
import type { ExecutorJob, ExecutorObjects, ExecutorOutput } from './executor.js';
import { firstMatch } from './glob.js';
import type { JobFolder } from './job-folder.js';

/** What was stored, and what was not. */
export interface StageOut {
  readonly outputs: readonly ExecutorOutput[];
  /** A `statusReason` in PROMINENCE's words, with the names behind it. */
  readonly failure?: string;
}

/**
 * Stores the outputs that a job declares, as many as there are. Doing it again gives the same, so it may be repeated
 * after a crash.
 */
export async function stageOut(
  job: ExecutorJob,
  folder: JobFolder,
  objects: ExecutorObjects,
): Promise<StageOut> {
  const files = job.spec.outputFiles ?? [];
  const wanted = [
    ...files.map(name => ({ kind: 'file' as const, name })),
    ...(job.spec.outputDirs ?? []).map(name => ({ kind: 'directory' as const, name })),
  ];
  const outputs: ExecutorOutput[] = [];
  const missing: string[] = [];
  for (const [index, { kind, name }] of wanted.entries()) {
    const path = await firstMatch(folder.scratch, name);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (path === undefined || !(kind === 'file' ? found?.isFile() : found?.isDirectory())) {
      missing.push(name);
      continue;
    }
    try {
      const store = kind === 'file' ? storeFile : storeFolder;
      outputs.push({ kind, name, ...(await store(job, folder, index, path, objects)) });
    } catch (error) {
      const what = kind === 'file' ? 'Unable to stageout output to object storage' : tarballFailed;
      return { outputs, failure: `${what}: ${name} (${(error as Error).message})` };
    }
  }
  if (missing.length === 0) return { outputs };
  return {
    outputs,
    failure: `Stageout failed due to no such file or directory: ${missing.join(', ')}`,
  };
}

const tarballFailed = 'Stageout failed due to tarball creation failed';

/** The object store may link the file instead of copying it, so a file of somebody else's is copied first. */
async function storeFile(
  job: ExecutorJob,
  folder: JobFolder,
  index: number,
  path: string,
  objects: ExecutorObjects,
): Promise<{ key: string; size: number }> {
  const real = await realpath(path);
  const own = (await realpath(folder.scratch)) + sep;
  if (real.startsWith(own)) return objects.addOutput(job.id, index, basename(path), real);
  return withPacking(folder, async packing => {
    const copy = join(packing, basename(path));
    await copyFile(real, copy);
    return objects.addOutput(job.id, index, basename(path), copy);
  });
}

async function storeFolder(
  job: ExecutorJob,
  folder: JobFolder,
  index: number,
  path: string,
  objects: ExecutorObjects,
): Promise<{ key: string; size: number }> {
  const name = `${basename(path)}.tgz`;
  return withPacking(folder, async packing => {
    await packFolder(dirname(path), basename(path), join(packing, name));
    return objects.addOutput(job.id, index, name, join(packing, name));
  });
}

async function withPacking<T>(folder: JobFolder, use: (packing: string) => Promise<T>): Promise<T> {
  const packing = await mkdtemp(join(folder.root, 'pack-'));
  try {
    return await use(packing);
  } finally {
    await rm(packing, { recursive: true, force: true });
  }
}
