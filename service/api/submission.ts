import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { CommandSyntaxError } from '../../lib/model/command-words.js';
import { type JobJson, jobSchema, type TaskJson } from '../../lib/model/job.js';
import { isHost, isMpi, taskWords } from '../executors/plan.js';
import { artifactName, isRemote } from '../executors/stage-in.js';
import type { Settings } from '../settings.js';
import type { NewJob, Submission, TaskEnvironment } from '../store/job-record.js';
import { explainIssues } from '../zod-message.js';
import { ApiError } from './api-error.js';

/** What a submission is checked against. */
export interface SubmissionContext {
  readonly settings: Settings;
  hasUpload(name: string): boolean;
}

/**
 * Checks a submitted job completely, so that what can be known to fail is refused at once.
 *
 * @throws {ApiError} 400, names the field, what it got and what it may be.
 */
export function checkSubmission(body: unknown, context: SubmissionContext): NewJob {
  const value = asOurs(body);
  const parsed = jobSchema.safeParse(value);
  if (!parsed.success) throw new ApiError(400, explainIssues(parsed.error, value, jobSchema));
  return { spec: parsed.data, ...checkJob(parsed.data, context) };
}

const bulkSchema = z.strictObject({ jobs: z.array(jobSchema).min(1).max(100_000) });

/**
 * Checks many jobs that come in one request.
 *
 * @throws {ApiError} 400, as for one job, with the place of the job in front of the field.
 */
export function checkBulk(body: unknown, context: SubmissionContext): NewJob[] {
  const { jobs } = (body ?? {}) as { jobs?: unknown };
  const value = Array.isArray(jobs) ? { ...(body as object), jobs: jobs.map(asOurs) } : body;
  const parsed = bulkSchema.safeParse(value);
  if (!parsed.success) throw new ApiError(400, explainIssues(parsed.error, value, bulkSchema));
  return parsed.data.jobs.map((spec, at) => ({ spec, ...checkJob(spec, context, `jobs[${at}].`) }));
}

/**
 * Checks what the schema can't know, and finds out where each task runs.
 *
 * @param at what stands in front of the fields' names.
 * @throws {ApiError} 400
 */
export function checkJob(spec: JobJson, context: SubmissionContext, at = ''): Omit<NewJob, 'spec'> {
  const { cpus, memory } = checkResources(spec, context.settings, at);
  for (const [index, task] of spec.tasks.entries()) checkTask(task, `${at}tasks[${index}]`, cpus);
  checkFiles(spec, context, at);
  return {
    environments: spec.tasks.map((task, index) =>
      environmentOf(task, `${at}tasks[${index}]`, context.settings),
    ),
    cpus,
    memory,
  };
}

/** What tells a request that is sent again from another one with the same key. */
export function submissionOf(key: string | undefined, what: unknown): Submission | undefined {
  if (key === undefined) return undefined;
  return { key, bodyHash: createHash('sha256').update(JSON.stringify(what)).digest('hex') };
}

/** The Python client misspells a policy; PROMINENCE's name is the other one. */
export function asOurs(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('policies' in body)) return body;
  const { policies } = body;
  if (typeof policies !== 'object' || policies === null || !('ignoreTaskTailures' in policies)) return body;
  const { ignoreTaskTailures, ...others } = policies;
  return { ...body, policies: { ...others, ignoreTaskFailures: ignoreTaskTailures } };
}

function checkResources(spec: JobJson, settings: Settings, at: string): { cpus: number; memory: number } {
  const wanted = spec.resources;
  const range = wanted.cpusOptions ?? wanted.cpusRange;
  // Of a choice the larger one that fits is taken.
  const cpus =
    range?.toSorted((a, b) => b - a).find(n => n <= settings.cpus) ?? range?.[0] ?? wanted.cpus ?? 1;
  const memory = wanted.memory ?? (wanted.memoryPerCpu === undefined ? 1 : wanted.memoryPerCpu * cpus);
  const refuse = (field: string, got: number, limit: string) =>
    new ApiError(400, `${at}resources.${field}: got ${got}, and this service has ${limit}. Ask for less.`);
  if (cpus > settings.cpus) throw refuse('cpus', cpus, `${settings.cpus} CPUs`);
  if (memory > settings.memory) throw refuse('memory', memory, `${settings.memory.toFixed(1)} GB`);
  if ((wanted.nodes ?? 1) > 1) throw refuse('nodes', wanted.nodes!, 'one node');
  return { cpus, memory };
}

function checkTask(task: TaskJson, field: string, cpus: number): void {
  if (!task.cmd?.trim()) {
    throw new ApiError(
      400,
      `${field}.cmd: is missing. This service has no image with an entry point: name the command to run.`,
    );
  }
  if (task.app !== undefined) {
    throw new ApiError(
      400,
      `${field}.app: Singularity apps need a container engine. Name the command in cmd.`,
    );
  }
  if (isMpi(task)) checkMpi(task, field, cpus);
  try {
    taskWords(task, {}, cpus);
  } catch (error) {
    if (error instanceof CommandSyntaxError) {
      throw new ApiError(400, `${field}.cmd: ${error.message}`, { cause: error });
    }
    throw error;
  }
  for (const name of Object.keys(task.env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new ApiError(
        400,
        `${field}.env: got the name ${JSON.stringify(name)}, may hold letters, digits and _, not a digit first`,
      );
    }
  }
  for (const [name, text] of Object.entries({ cmd: task.cmd, workdir: task.workdir, ...task.env })) {
    if (String(text).includes('\0'))
      throw new ApiError(400, `${field}: ${name} holds a NUL character. Remove it.`);
  }
  if (task.stdout !== undefined) checkFileName(task.stdout, `${field}.stdout`);
}

function checkMpi({ cmd, procsPerNode }: TaskJson, field: string, cpus: number): void {
  if (/^\s*mpirun\s/.test(cmd!)) {
    throw new ApiError(400, `${field}.cmd: begins with mpirun, which the service adds itself. Leave it out.`);
  }
  if (procsPerNode !== undefined && procsPerNode > cpus) {
    throw new ApiError(
      400,
      `${field}.procsPerNode: got ${procsPerNode}, must be at most ${cpus}, the CPUs of the job`,
    );
  }
}

function checkFiles(spec: JobJson, context: SubmissionContext, at: string): void {
  for (const [index, input] of (spec.inputs ?? []).entries()) {
    checkFileName(basename(input.filename), `${at}inputs[${index}].filename`);
  }
  for (const [index, artifact] of (spec.artifacts ?? []).entries()) {
    const field = `${at}artifacts[${index}].url`;
    if (isRemote(artifact) && !URL.canParse(artifact.url)) {
      throw new ApiError(
        400,
        `${field}: got ${JSON.stringify(artifact.url)}, must be a URL or an uploaded name`,
      );
    }
    checkFileName(artifactName(artifact), field);
    if (!isRemote(artifact) && !context.hasUpload(artifact.url)) {
      throw new ApiError(
        400,
        `${field}: there is no uploaded object ${JSON.stringify(artifact.url)}. ` +
          'Upload it first (await artifact.upload(path), or POST /data/upload), or give an http(s) URL.',
      );
    }
    const folder = artifact.mountpoint?.split(':')[0];
    if (folder !== undefined) checkFileName(folder, `${at}artifacts[${index}].mountpoint`);
  }
}

/** A file name that is safe to make in the scratch folder. */
function checkFileName(name: string, field: string): void {
  if (name === '' || name === '.' || name === '..' || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new ApiError(
      400,
      `${field}: got ${JSON.stringify(name)}, must be a file name without control characters`,
    );
  }
  if (Buffer.byteLength(name) > 255) throw new ApiError(400, `${field}: must be at most 255 bytes long`);
}

function environmentOf(task: TaskJson, field: string, settings: Settings): TaskEnvironment {
  if (isHost(task)) return { where: 'this machine', path: [], libraryPath: [], env: {} };
  const image = task.image!;
  const alias = Object.hasOwn(settings.images, image) ? settings.images[image] : undefined;
  if (!alias) {
    const known = Object.keys(settings.images);
    throw new ApiError(
      400,
      `${field}.image: no container engine is configured to run ${JSON.stringify(image)}` +
        `${known.length > 0 ? `, and there are aliases only for ${known.join(', ')}` : ''}. Add an alias for ` +
        `it under "images" in settings.json (\`tunebook status\` tells its folder), or use image: 'host' to run the ` +
        'command on this machine.',
    );
  }
  return { where: `${image} (alias on this machine)`, ...alias };
}
