import { z } from 'zod';
import { readFields } from './read-fields.js';

/**
 * A job as a server tells it (`GET /jobs`, `GET /jobs/{id}`). Loose on purpose: servers add fields, and an unknown
 * state must show rather than fail.
 */

const executionTaskSchema = z.looseObject({
  /** Absent while the task runs or if it never ran; -9 when it was killed. */
  exitCode: z.number().optional(),
  retries: z.number().optional(),
  /** Seconds. */
  wallTimeUsage: z.number().optional(),
  /** Seconds. */
  cpuTimeUsage: z.number().optional(),
  /** Absent where the system does not tell. */
  maxResidentSetSizeKB: z.number().optional(),
  imagePullStatus: z.string().optional(),
});

const executionSchema = z.looseObject({
  site: z.string().optional(),
  tasks: z.array(executionTaskSchema).optional(),
  stageInTime: z.number().optional(),
  stageOutTime: z.number().optional(),
  maxMemoryUsageKB: z.number().optional(),
  /** Our service, while the job runs: index of the task that runs, in run order, from 0. */
  currentTask: z.number().optional(),
});

const outputSchema = z.looseObject({
  name: z.string(),
  /** Absolute and signed; `''` until the file was made. */
  url: z.string(),
  /** Bytes. */
  size: z.number().optional(),
});

/** A job, in short or detail form. */
export const jobReadSchema = z.looseObject({
  ...readFields,
  /** What the factory of a workflow gave to this job. */
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  tasks: z.array(z.looseObject({ image: z.string().optional(), cmd: z.string().optional() })).default([]),
  resources: z.looseObject({ walltime: z.number().optional(), memory: z.number().optional() }).optional(),
  inputs: z
    .array(z.looseObject({ filename: z.string(), content: z.string(), executable: z.boolean().optional() }))
    .optional(),
  artifacts: z
    .array(
      z.looseObject({
        url: z.string(),
        mountpoint: z.string().optional(),
        executable: z.boolean().optional(),
      }),
    )
    .optional(),
  outputFiles: z.array(outputSchema).optional(),
  outputDirs: z.array(outputSchema).optional(),
  execution: executionSchema.optional(),
});

/** How a task went. */
export type ExecutionTask = z.infer<typeof executionTaskSchema>;
/** How a job went. */
export type Execution = z.infer<typeof executionSchema>;
/** A declared output. */
export type OutputRead = z.infer<typeof outputSchema>;
/** A job, in short or detail form; only the second has inputs and outputs. */
export type JobRead = z.infer<typeof jobReadSchema>;
