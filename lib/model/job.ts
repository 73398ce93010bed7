import { z } from 'zod';

/**
 * The job JSON of PROMINENCE v1: one schema for client, service and docs. Objects are closed: a field that is
 * not named here is refused. Memory and disk are in GB, walltime in minutes; our own service takes fractions of
 * them, a stock PROMINENCE server takes whole numbers only.
 */

const positive = z.number().positive();
const count = z.int().min(1);
const range = z.tuple([count, count]);
const retries = z.int().min(1).max(6);

/** What a job asks of a machine. */
const resourcesSchema = z
  .strictObject({
    cpus: count.optional(),
    cpusRange: range.optional(),
    cpusOptions: range.optional(),
    totalCpusRange: range.optional(),
    memory: positive.describe('GB').optional(),
    memoryPerCpu: positive.describe('GB').optional(),
    disk: positive.describe('GB').optional(),
    nodes: count.optional(),
    walltime: positive.describe('Minutes').optional(),
  })
  .meta({ title: 'resources' });

/** One command of a job. */
const taskSchema = z.strictObject({
  image: z.string().min(1).optional(),
  runtime: z.enum(['singularity', 'udocker']).optional(),
  cmd: z.string().optional(),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  workdir: z.string().optional(),
  type: z.enum(['basic', 'sidecar', 'openmpi', 'mpich', 'intelmpi']).optional(),
  procsPerNode: count.optional(),
  app: z.string().optional(),
  stdout: z.string().optional(),
  imagePullCredential: z.strictObject({ username: z.string(), token: z.string() }).optional(),
  imageSha256: z.string().optional(),
});

/** A file in the job itself. */
const inputSchema = z.strictObject({
  filename: z.string().min(1),
  content: z.base64(),
  executable: z.boolean().optional(),
});

/** A file or archive that the job fetches. */
const artifactSchema = z.strictObject({
  url: z.string().min(1),
  mountpoint: z
    .string()
    .regex(/^[^/:]+:\/.*$/, 'must be "dir:/absolute/path"')
    .optional(),
  executable: z.boolean().optional(),
});

const sites = z.strictObject({
  sites: z.array(z.string()).optional(),
  regions: z.array(z.string()).optional(),
});

/** Where a job may run, and where it would best. */
export const placementSchema = z.strictObject({
  requirements: sites.optional(),
  preferences: sites.optional(),
});

/** How the service treats a job. */
const jobPoliciesSchema = z.strictObject({
  maximumRetries: retries.optional(),
  maximumTaskRetries: retries.optional(),
  maximumTimeInQueue: z.int().min(-1).max(44640).describe('Minutes').optional(),
  maximumIdleTimePerResource: z.int().min(1).max(44640).optional(),
  leaveInQueue: z.boolean().optional(),
  ignoreTaskFailures: z.boolean().optional(),
  reportJobSuccessOnTaskFailure: z.boolean().optional(),
  runSerialTasksOnAllNodes: z.boolean().optional(),
  priority: z.int().min(0).optional(),
  placement: placementSchema.optional(),
  autoScalingType: z.enum(['none', 'dedicated', 'shared']).nullable().optional(),
  preemptible: z.unknown().optional(),
});

const notificationSchema = z.strictObject({ event: z.literal('jobFinished'), type: z.literal('email') });

const label = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[\p{L}\p{N}_\-./]+$/u, 'may hold letters, digits and _ - . /');

const labelKey = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9]+$/, 'may hold letters and digits only');

/** A relative path below the job's scratch folder; `..` may not leave it. Globs are allowed. */
const outputPath = z
  .string()
  .min(1)
  .refine(p => !p.startsWith('/') && !p.split('/').includes('..'), 'must be a path inside the job folder');

/** The name of a job or a workflow. */
export const nameSchema = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9\-_./\s]*$/, 'may hold letters, digits, blanks and - _ . /');

/** Labels of a job or a workflow. */
export const labelsSchema = z.record(labelKey, label);

/** What `POST /jobs` takes. */
export const jobSchema = z.strictObject({
  name: nameSchema.optional(),
  labels: labelsSchema.optional(),
  resources: resourcesSchema,
  tasks: z
    .array(taskSchema)
    .refine(tasks => tasks.some(t => t.type !== 'sidecar'), 'needs at least one task that is not a sidecar'),
  inputs: z.array(inputSchema).optional(),
  artifacts: z.array(artifactSchema).optional(),
  outputFiles: z.array(outputPath).optional(),
  outputDirs: z.array(outputPath).optional(),
  policies: jobPoliciesSchema.optional(),
  notifications: z.array(notificationSchema).optional(),
});

/** A checked task. */
export type TaskJson = z.infer<typeof taskSchema>;
/** A checked artifact. */
export type ArtifactJson = z.infer<typeof artifactSchema>;
/** A checked job, as it is submitted. */
export type JobJson = z.infer<typeof jobSchema>;
