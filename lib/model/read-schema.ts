import { z } from 'zod';
import type { JobRead } from './job-read.js';
import type { WorkflowRead } from './workflow-read.js';

/*
 * What servers tell of jobs and workflows. Loose on purpose: servers add fields, and an unknown state must show rather
 * than fail. Apart from the types, which cells are checked with: TypeScript would read all of zod for each of them.
 */

const fields = {
  id: z.int(),
  name: z.string().default(''),
  status: z.string(),
  statusReason: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  events: z
    .looseObject({
      createTime: z.number().optional(),
      startTime: z.number().optional(),
      endTime: z.number().optional(),
    })
    .default({}),
};

const executionTask = z.looseObject({
  exitCode: z.number().optional(),
  retries: z.number().optional(),
  wallTimeUsage: z.number().optional(),
  cpuTimeUsage: z.number().optional(),
  maxResidentSetSizeKB: z.number().optional(),
  imagePullStatus: z.string().optional(),
});

const execution = z.looseObject({
  site: z.string().optional(),
  tasks: z.array(executionTask).optional(),
  stageInTime: z.number().optional(),
  stageOutTime: z.number().optional(),
  maxMemoryUsageKB: z.number().optional(),
  currentTask: z.number().optional(),
});

const output = z.looseObject({ name: z.string(), url: z.string(), size: z.number().optional() });

const input = z.looseObject({
  filename: z.string(),
  content: z.string(),
  executable: z.boolean().optional(),
});

const artifact = z.looseObject({
  url: z.string(),
  mountpoint: z.string().optional(),
  executable: z.boolean().optional(),
});

/** A job, in short or detail form. */
export const jobReadSchema = z.looseObject({
  ...fields,
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  tasks: z.array(z.looseObject({ image: z.string().optional(), cmd: z.string().optional() })).default([]),
  resources: z.looseObject({ walltime: z.number().optional(), memory: z.number().optional() }).optional(),
  inputs: z.array(input).optional(),
  artifacts: z.array(artifact).optional(),
  outputFiles: z.array(output).optional(),
  outputDirs: z.array(output).optional(),
  execution: execution.optional(),
}) satisfies z.ZodType<JobRead>;

const progress = z.looseObject({
  total: z.number().default(0),
  done: z.number().default(0),
  failed: z.number().default(0),
  queued: z.number().default(0),
  running: z.number().optional(),
  waiting: z.number().default(0),
});

/** A workflow, in short or detail form. */
export const workflowReadSchema = z.looseObject({
  ...fields,
  progress: progress.optional(),
}) satisfies z.ZodType<WorkflowRead>;
