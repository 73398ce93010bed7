import { existsSync, statSync } from 'node:fs';
import type { TaskJson } from '../../lib/model/job.js';
import { imageSource, isSingularity } from '../executors/containers/container-image.js';
import { isHost } from '../executors/plan.js';
import { isInBucket, isRemote } from '../executors/staging/stage-in.js';
import type { Settings } from '../settings.js';
import type { TaskEnvironment } from '../store/job-record.js';
import { ApiError } from './api-error.js';
import type { SubmissionContext } from './submission-context.js';

/** Finds out where a task runs. @throws {ApiError} when there is nothing that runs its image. */
export function environmentOf(task: TaskJson, field: string, context: SubmissionContext): TaskEnvironment {
  const none = { path: [], libraryPath: [], env: {} };
  if (isHost(task)) return { where: 'this machine', ...none };
  const image = task.image!;
  const { images, containers } = context.settings;
  const alias = aliasOf(image, context.settings);
  if (alias) return { where: `${image} (alias on this machine)`, ...alias };
  if (!context.engine) {
    const known = Object.keys(images);
    throw new ApiError(
      400,
      `${field}.image: no container engine is there to run ${JSON.stringify(image)}` +
        `${known.length > 0 ? `, and there are aliases only for ${known.join(', ')}` : ''}. Install apptainer, podman or ` +
        'docker, or add an alias for it under "images" in settings.json (`tunebook status` tells its folder), or use ' +
        "image: 'host' to run the command on this machine.",
    );
  }
  checkImage(image, `${field}.image`, context);
  const { name } = context.engine;
  return {
    where: `${image} (${name})`,
    ...none,
    container: { ...context.engine, options: containers.options },
  };
}

/** True when a submission has an image that only a container engine can run. */
export function wantsEngine(body: unknown, settings: Settings): boolean {
  const { jobs, tasks } = (body ?? {}) as { jobs?: unknown; tasks?: unknown };
  if (Array.isArray(jobs)) return jobs.some(job => wantsEngine(job, settings));
  return (
    Array.isArray(tasks) &&
    tasks.some(task => typeof task?.image === 'string' && !isHost(task) && !aliasOf(task.image, settings))
  );
}

/** The names that a submission may mean uploads by, as artifacts or as images. */
export function uploadsNamed(body: unknown): string[] {
  const { jobs, artifacts, tasks } = (body ?? {}) as Record<string, unknown>;
  if (Array.isArray(jobs)) return jobs.flatMap(uploadsNamed);
  const urls = listed(artifacts).flatMap(({ url }) => (typeof url === 'string' ? { url } : []));
  const images = listed(tasks).flatMap(({ image }) => (typeof image === 'string' ? image : []));
  return [
    ...urls.filter(named => !isRemote(named) && !isInBucket(named)).map(({ url }) => url),
    ...images.filter(image => imageSource(image) === 'upload'),
  ];
}

function listed(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(each => each ?? {}) : [];
}

function aliasOf(image: string, { images }: Settings): Settings['images'][string] | undefined {
  return Object.hasOwn(images, image) ? images[image] : undefined;
}

function checkImage(image: string, field: string, { engine, hasUpload }: SubmissionContext): void {
  const refuse = (why: string) => new ApiError(400, `${field}: got ${JSON.stringify(image)}, ${why}`);
  const source = imageSource(image);
  if (source === 'url' && !URL.canParse(image)) throw refuse('which is no URL');
  if (source === 'upload' && !hasUpload(image)) {
    throw refuse('and there is no uploaded object of this name. Upload it first, or give an http(s) URL.');
  }
  if (source === 'path') {
    if (!existsSync(image)) throw refuse('which does not exist on this machine');
    if (engine!.name === 'docker' && statSync(image).isDirectory()) {
      throw refuse('a folder, which docker can not run. Use podman or apptainer, or a tar of it.');
    }
  }
  // A word that begins with a dash would be an option of the engine.
  if (source === 'registry' && !/^[A-Za-z0-9][\w.\-/:@+]*$/.test(image))
    throw refuse('must be like name/of/image:tag');
  const needsSingularity = source === 'registry' && /^(?!docker:)\w+:\/\//.test(image);
  if (needsSingularity && !isSingularity(engine!.name)) {
    throw refuse(`and ${engine!.name} reads no such address: it needs apptainer or singularity`);
  }
}
