import { z } from 'zod';
import { readFields } from './read-fields.js';

/** Counts of jobs; a job that was tried again counts once. */
const progressSchema = z.looseObject({
  total: z.number().default(0),
  /** Succeeded. */
  done: z.number().default(0),
  failed: z.number().default(0),
  /** Submitted and not ended. */
  queued: z.number().default(0),
  /** Of the queued ones, those that run; our service tells it. */
  running: z.number().optional(),
  /** Not submitted: they wait for others, or never run because one of those failed. */
  waiting: z.number().default(0),
});

/**
 * A workflow as a server tells it (`GET /workflows`, `GET /workflows/{id}`). Loose, as a job is. Its jobs are asked for
 * with `GET /jobs?workflow=true&id=`.
 */
export const workflowReadSchema = z.looseObject({
  ...readFields,
  progress: progressSchema.optional(),
});

/** A workflow, in short or detail form. */
export type WorkflowRead = z.infer<typeof workflowReadSchema>;
/** Counts of the jobs of a workflow. */
export type WorkflowProgress = z.infer<typeof progressSchema>;
