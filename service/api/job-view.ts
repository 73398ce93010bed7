import { basename } from 'node:path';
import type { TaskJson } from '../../lib/model/job.js';
import { fillParameters } from '../../lib/model/parameters.js';
import type { NamedObject, StoredObject } from '../objects/object-store.js';
import type { JobRecord } from '../store/job-record.js';

/** Where the outputs of jobs are. */
export interface Outputs {
  /** A URL to fetch one from. */
  url(key: string): Promise<string>;
  /** Those that a job has sent itself. */
  sent(job: number): readonly NamedObject[];
}

/** A job as lists show it. */
export function shortView(job: JobRecord): Record<string, unknown> {
  return {
    id: job.id,
    name: job.name,
    status: job.status,
    ...(job.reason === null ? {} : { statusReason: job.reason }),
    ...(job.spec.labels ? { labels: job.spec.labels } : {}),
    tasks: job.spec.tasks.map(readableTask),
    ...(job.parameters ? { parameters: job.parameters } : {}),
    ...(job.workflow ? { workflow: job.workflow.id } : {}),
    events: eventsOf(job),
  };
}

/** A job as the event stream tells it. */
export function eventView(job: JobRecord): Record<string, unknown> {
  return { ...shortView(job), resources: resourcesOf(job), execution: executionOf(job) };
}

/** All of a job. */
export async function detailView(job: JobRecord, outputs: Outputs): Promise<Record<string, unknown>> {
  const { inputs, artifacts, policies, notifications, outputFiles, outputDirs } = job.spec;
  const files = await fileOutputs(job, outputs);
  return {
    ...eventView(job),
    ...(inputs ? { inputs } : {}),
    ...(artifacts ? { artifacts } : {}),
    ...(policies ? { policies } : {}),
    ...(notifications ? { notifications } : {}),
    ...(outputFiles || files.length > 0 ? { outputFiles: files } : {}),
    ...(outputDirs ? { outputDirs: await declaredOutputs(job, 'directory', outputDirs, outputs) } : {}),
  };
}

/**
 * A task as it was submitted, with the secret of its image left out. It always names an image: PROMINENCE's command
 * line fails on a list where one has none.
 */
export function readableTask(task: TaskJson): TaskJson {
  const { imagePullCredential: secret } = task;
  return { image: 'host', ...task, ...(secret && { imagePullCredential: { ...secret, token: '***' } }) };
}

/** When a job or a workflow was made, started and ended. */
export function eventsOf(
  job: Pick<JobRecord, 'createTime' | 'startTime' | 'endTime'>,
): Record<string, number> {
  return {
    createTime: job.createTime,
    ...(job.startTime === null ? {} : { startTime: job.startTime }),
    ...(job.endTime === null ? {} : { endTime: job.endTime }),
  };
}

function resourcesOf(job: JobRecord): Record<string, unknown> {
  return { nodes: 1, ...job.spec.resources };
}

function executionOf(job: JobRecord): Record<string, unknown> {
  if (job.status === 'idle') return { runtimeVersion: {}, ...job.execution };
  return {
    runtimeVersion: {},
    provisionedResources: {
      cpus: job.cpus,
      memory: job.memory,
      disk: job.spec.resources.disk ?? 10,
      nodes: 1,
    },
    ...job.execution,
  };
}

/** The files that a job declares, and those that it sent without having declared them. */
async function fileOutputs(job: JobRecord, outputs: Outputs): Promise<Record<string, unknown>[]> {
  const sent = new Map(outputs.sent(job.id).map(output => [output.name, output]));
  const declared = await declaredOutputs(job, 'file', job.spec.outputFiles ?? [], outputs, sent);
  const others = [...sent.values()].map(output => shown(output.name, output, outputs));
  return [...declared, ...(await Promise.all(others))];
}

/** @param sent by their names; those that are declared are taken out of it. */
function declaredOutputs(
  job: JobRecord,
  kind: 'file' | 'directory',
  names: readonly string[],
  outputs: Outputs,
  sent: Map<string, NamedObject> = new Map(),
): Promise<Record<string, unknown>[]> {
  const shownOutputs = names.map(name => {
    // Shown as it was submitted, as PROMINENCE does; stored with the parameters filled in.
    const filled = fillParameters(name, job.parameters ?? {});
    const own = sent.get(basename(filled));
    sent.delete(basename(filled));
    const stored = job.outputs.find(output => output.kind === kind && output.name === filled) ?? own;
    return shown(name, stored, outputs);
  });
  return Promise.all(shownOutputs);
}

async function shown(
  name: string,
  stored: StoredObject | undefined,
  outputs: Outputs,
): Promise<Record<string, unknown>> {
  return stored ? { name, url: await outputs.url(stored.key), size: stored.size } : { name, url: '' };
}
