import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { list } from 'tar';
import type { TaskJson } from '../../../lib/model/job.js';
import type { ContainerEngine, ExecutorObjects, LocalFile } from '../executor.js';
import type { JobFolder } from '../job-folder.js';
import { ProgramError, runProgram } from '../run-program.js';

/** An image that an engine can run. */
export interface PreparedImage {
  /** What the engine is told; a folder is a root file system. */
  readonly reference: string;
  readonly isFolder: boolean;
  readonly imagePullStatus: 'completed' | 'cached';
  /** Seconds, when it was fetched. */
  readonly imagePullTime?: number;
}

/** Where an image comes from. */
export type ImageSource = 'path' | 'url' | 'upload' | 'registry';

/** Tells it by the image's name, as PROMINENCE does. */
export function imageSource(image: string): ImageSource {
  if (image.startsWith('/')) return 'path';
  if (/^https?:\/\//i.test(image)) return 'url';
  return /\.(tar|tgz|simg|sif)/.test(image) && !image.includes('://') ? 'upload' : 'registry';
}

/** What makes an image ready. */
export interface ImageMeans {
  readonly objects: ExecutorObjects;
  readonly signal: AbortSignal;
  download(url: string, path: string): Promise<void>;
}

/**
 * Makes the image of a task ready to run: pulls, downloads, loads it, if that was not done before.
 *
 * @throws {ProgramError} with what the engine says.
 */
export async function prepareImage(
  task: TaskJson,
  engine: ContainerEngine,
  folder: JobFolder,
  means: ImageMeans,
): Promise<PreparedImage> {
  const image = task.image!;
  const began = performance.now();
  const source = imageSource(image);
  const prepared =
    source === 'registry'
      ? await fromRegistry(task, engine, folder, means.signal)
      : await fromFile(await imageFile(image, source, folder, means), engine, means.signal);
  if (prepared.imagePullStatus === 'cached') return prepared;
  return { ...prepared, imagePullTime: (performance.now() - began) / 1000 };
}

async function imageFile(
  image: string,
  source: ImageSource,
  folder: JobFolder,
  means: ImageMeans,
): Promise<LocalFile> {
  if (source === 'path') return { path: image };
  if (source === 'upload') {
    return means.objects.uploadFile(image, join(folder.state, `image-${basename(image)}`), means.signal);
  }
  const path = join(folder.state, `image-${basename(new URL(image).pathname)}`);
  await means.download(image, path);
  return { path };
}

async function fromRegistry(
  task: TaskJson,
  { name, program }: ContainerEngine,
  folder: JobFolder,
  signal: AbortSignal,
): Promise<PreparedImage> {
  const image = task.image!;
  if (isSingularity(name)) {
    const reference = image.includes('://') ? image : `docker://${image}`;
    // It keeps a cache by itself, from which the second pull comes.
    const target = join(folder.state, 'image.sif');
    const { username, token } = task.imagePullCredential ?? {};
    const prefix = name.toUpperCase();
    const secrets = username && {
      [`${prefix}_DOCKER_USERNAME`]: username,
      [`${prefix}_DOCKER_PASSWORD`]: token,
    };
    await runProgram(program, ['pull', '--force', target, reference], signal, { ...process.env, ...secrets });
    return { reference: target, isFolder: false, imagePullStatus: 'completed' };
  }
  const reference = image.replace(/^docker:\/\//, '');
  if (reference.includes('://')) throw new ProgramError(`${name} can't read ${image}: it needs apptainer`);
  if (await hasImage(program, reference, signal))
    return { reference, isFolder: false, imagePullStatus: 'cached' };
  const config = await registryLogin(task, reference, folder);
  const login = config && name === 'podman' ? ['--authfile', join(config, 'config.json')] : [];
  const before = config && name === 'docker' ? ['--config', config] : [];
  try {
    await runProgram(program, [...before, 'pull', '--quiet', ...login, reference], signal);
  } finally {
    if (config) await rm(config, { recursive: true, force: true });
  }
  return { reference, isFolder: false, imagePullStatus: 'completed' };
}

/** A folder with the credential in a file: on a command line everybody could read it. */
async function registryLogin(
  { imagePullCredential }: TaskJson,
  reference: string,
  folder: JobFolder,
): Promise<string | undefined> {
  if (!imagePullCredential) return undefined;
  const first = reference.split('/')[0]!;
  const registry =
    /[.:]|^localhost$/.test(first) && reference.includes('/') ? first : 'https://index.docker.io/v1/';
  const { username, token } = imagePullCredential;
  const auth = Buffer.from(`${username}:${token}`).toString('base64');
  const config = join(folder.state, 'login');
  await mkdir(config, { recursive: true, mode: 0o700 });
  await writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [registry]: { auth } } }), {
    mode: 0o600,
  });
  return config;
}

async function fromFile(
  { path, version }: LocalFile,
  { name, program }: ContainerEngine,
  signal: AbortSignal,
): Promise<PreparedImage> {
  const found = await stat(path);
  const cached = { isFolder: found.isDirectory(), imagePullStatus: 'cached' } as const;
  if (cached.isFolder) return { reference: path, ...cached };
  const isTar = /\.(tar|tgz|tar\.gz)$/i.test(path);
  if (isSingularity(name)) return { reference: isTar ? `docker-archive:${path}` : path, ...cached };
  if (!isTar)
    throw new ProgramError(`${name} can't run ${basename(path)}: it needs apptainer, or a tar of the image`);
  const tag = version ?? `${found.ino}-${found.size}-${Math.floor(found.mtimeMs)}`;
  const reference = `localhost/tunebook-import:${tag}`;
  if (await hasImage(program, reference, signal)) return { reference, ...cached };
  if (await isSavedImage(path)) {
    const said = await runProgram(program, ['load', '--quiet', '--input', path], signal);
    const loaded = /Loaded image[^:]*: (\S+)\s*$/.exec(said)?.[1];
    if (loaded === undefined)
      throw new ProgramError(`${name} did not say what it loaded from ${basename(path)}`);
    await runProgram(program, ['tag', loaded, reference], signal);
  } else await runProgram(program, ['import', path, reference], signal);
  return { reference, isFolder: false, imagePullStatus: 'completed' };
}

/** True for what `docker save` wrote, false for a root file system. */
async function isSavedImage(path: string): Promise<boolean> {
  let saved = false;
  await list({
    file: path,
    onReadEntry: entry => {
      saved ||= /^(\.\/)?(manifest\.json|oci-layout)$/.test(entry.path);
    },
  });
  return saved;
}

async function hasImage(program: string, reference: string, signal: AbortSignal): Promise<boolean> {
  return runProgram(program, ['image', 'inspect', '--format', 'x', reference], signal).then(
    () => true,
    () => {
      signal.throwIfAborted();
      return false;
    },
  );
}

/** Singularity and Apptainer are one program with two names. */
export function isSingularity(name: ContainerEngine['name']): boolean {
  return name === 'apptainer' || name === 'singularity';
}
