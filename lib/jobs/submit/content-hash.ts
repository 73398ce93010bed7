import { createHash } from 'node:crypto';
import type { JobJson, TaskJson } from '../../model/job.js';
import { contentLabel } from '../../model/submission-label.js';
import type { WorkflowJson } from '../../model/workflow.js';

/** What tells one version of a file from another, by its path or name. */
export type FileVersions = Readonly<Record<string, string | undefined>>;

/**
 * What a job computes, as the value of its label: 40 hex digits (labels are documented to have less than 64
 * characters), for a repeat on purpose with its number after a point. Neither the order of keys counts, nor what people
 * call and hear of the job (name, labels, notifications), nor credentials and signatures.
 */
export function contentHash(job: JobJson, files: FileVersions, replicate = 0): string {
  const { name: _, ...content } = contentOf(job);
  const hash = digest({ ...content, files });
  return replicate === 0 ? hash : `${hash}.${replicate}`;
}

/** The same of a workflow. The names of its jobs are a part of it. */
export function workflowHash(workflow: WorkflowJson, files: FileVersions): string {
  const { name: _, labels: __, notifications: ___, jobs, ...content } = workflow;
  return digest({ ...content, jobs: jobs.map(contentOf), files });
}

function contentOf({ labels: _, notifications: __, ...job }: JobJson): Omit<JobJson, 'labels'> {
  return {
    ...job,
    tasks: job.tasks.map(withoutSecrets),
    artifacts: job.artifacts?.map(artifact => ({ ...artifact, url: unsigned(artifact.url) })),
  };
}

function digest(content: object): string {
  return createHash('sha256').update(canonical(content)).digest('hex').slice(0, 40);
}

/** Which repeat a job is, by its labels. */
export function replicateOf(labels: Readonly<Record<string, string>> | undefined): number | undefined {
  const [, replicate] = labels?.[contentLabel]?.split('.') ?? [];
  return replicate === undefined ? undefined : Number(replicate);
}

function withoutSecrets({ imagePullCredential: _, ...task }: TaskJson): TaskJson {
  return task.image === undefined ? task : { ...task, image: unsigned(task.image) };
}

/** What signs a URL, for a time: S3, Google, CloudFront, Azure and our own service. */
const signature = /^(?:x-amz-signature|x-goog-signature|signature|sig)$/i;
const signing =
  /^(?:x-(?:amz|goog)-.*|awsaccesskeyid|googleaccessid|key-pair-id|policy|expires|signature|sha256|sig|s[eprtv]|sip|spr|sdd|sk(?:oid|tid|[tesv]))$/i;

/** A URL without what opens it; any other name as it is. */
function unsigned(name: string): string {
  if (!/^https?:/i.test(name) || !URL.canParse(name)) return name;
  const url = new URL(name);
  url.username = '';
  url.password = '';
  const keys = [...new Set(url.searchParams.keys())];
  if (keys.some(key => signature.test(key))) {
    for (const key of keys) if (signing.test(key)) url.searchParams.delete(key);
  }
  return url.href;
}

/** JSON with the keys of all objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
