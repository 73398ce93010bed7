import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { type JobJson, jobSchema } from '../../lib/model/job.js';
import { jobAsMeant } from '../../lib/model/misspelt.js';
import { artifactName, isInBucket, isRemote } from '../executors/staging/stage-in.js';
import type { Settings } from '../settings.js';
import type { NewJob, Submission } from '../store/job-record.js';
import { ApiError } from './api-error.js';
import { checkFileName } from './file-name.js';
import { parseBody } from './request.js';
import type { SubmissionContext } from './submission-context.js';
import { checkTask } from './task-check.js';
import { environmentOf } from './task-place.js';

/**
 * Checks a submitted job completely, so that what can be known to fail is refused at once.
 *
 * @throws {ApiError} 400, names the field, what it got and what it may be.
 */
export function checkSubmission(body: unknown, context: SubmissionContext): NewJob {
  const spec = parseBody(jobAsMeant(body), jobSchema);
  return { spec, ...checkJob(spec, context) };
}

/** What `POST /jobs/bulk` takes. */
export const bulkSchema = z.strictObject({ jobs: z.array(jobSchema).min(1).max(100_000) });

/**
 * Checks many jobs that come in one request.
 *
 * @throws {ApiError} 400, as for one job, with the place of the job in front of the field.
 */
export function checkBulk(body: unknown, context: SubmissionContext): NewJob[] {
  const { jobs } = (body ?? {}) as { jobs?: unknown };
  const value = Array.isArray(jobs) ? { ...(body as object), jobs: jobs.map(jobAsMeant) } : body;
  const specs = parseBody(value, bulkSchema).jobs;
  return specs.map((spec, at) => ({ spec, ...checkJob(spec, context, `jobs[${at}].`) }));
}

/**
 * Checks what the schema can't know, and finds out where each task runs.
 *
 * @param at what stands in front of the fields' names.
 * @throws {ApiError} 400
 */
export function checkJob(spec: JobJson, context: SubmissionContext, at = ''): Omit<NewJob, 'spec'> {
  const { cpus, memory } = checkResources(spec, context.settings, at);
  const environments = spec.tasks.map((task, index) => {
    const field = `${at}tasks[${index}]`;
    const environment = environmentOf(task, field, context);
    checkTask(task, field, cpus, environment);
    return environment;
  });
  checkFiles(spec, context, at);
  return {
    environments,
    cpus,
    memory,
  };
}

/** What tells a request that is sent again from another one with the same key. */
export function submissionOf(key: string | undefined, what: unknown): Submission | undefined {
  if (key === undefined) return undefined;
  return { key, bodyHash: createHash('sha256').update(JSON.stringify(what)).digest('hex') };
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
    if (isInBucket(artifact)) {
      if (/^s3:\/\/[^/]+\/.*[^/]$/i.test(artifact.url)) continue;
      throw new ApiError(400, `${field}: got ${JSON.stringify(artifact.url)}, must be like s3://bucket/name`);
    }
    if (!isRemote(artifact) && !context.hasUpload(artifact.url)) {
      throw new ApiError(
        400,
        `${field}: there is no uploaded object ${JSON.stringify(artifact.url)}. ` +
          'Upload it first (await artifact.upload(path), or POST /data/upload), or give an http(s) URL or s3://bucket/name.',
      );
    }
    const folder = artifact.mountpoint?.split(':')[0];
    if (folder !== undefined) checkFileName(folder, `${at}artifacts[${index}].mountpoint`);
  }
}
