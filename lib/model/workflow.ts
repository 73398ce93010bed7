import { z } from 'zod';
import { jobSchema, labelsSchema, nameSchema, placementSchema } from './job.js';

/**
 * The workflow JSON of PROMINENCE v1. Objects are closed, as those of a job are. What can be seen only from the whole
 * (names that must exist, cycles, lists of equal length) is checked by the service.
 */

const names = z.array(z.string());

const parameterName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_]\w*$/, 'may hold letters, digits and _, not a digit first');

/** PROMINENCE writes true as 1 and false as 0. */
const values = z.array(z.union([z.number(), z.string(), z.boolean()])).min(1);

const listSchema = z.strictObject({ name: parameterName, values });

/** The values `start`, `start + step`, ... up to `end`, which is one of them when a step meets it; or a list. */
const rangeSchema = z
  .strictObject({
    name: parameterName,
    start: z.number().optional(),
    end: z.number().optional(),
    step: z.number().positive().optional(),
    values: values.optional(),
  })
  .superRefine((range, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const { start, end } = range;
    for (const field of ['start', 'end', 'step'] as const) {
      if (range.values && range[field] !== undefined) refuse(field, 'may not stand beside values');
      else if (!range.values && range[field] === undefined) refuse(field, 'must be a number');
    }
    if (end !== undefined && start !== undefined && end < start) refuse('end', 'must be at least start');
  });

const base = { name: z.string().nullable().optional(), jobs: names.min(1) };

/** Many jobs made of one template. */
const factorySchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...base,
    type: z.literal('parameterSweep'),
    /** The first one varies slowest. */
    parameters: z.array(rangeSchema).min(1).max(4),
  }),
  z.strictObject({ ...base, type: z.literal('zip'), parameters: z.array(listSchema).min(1) }),
  z.strictObject({ ...base, type: z.literal('repeat'), number: z.int().min(1) }),
]);

/** How the service treats a workflow. */
const workflowPoliciesSchema = z.strictObject({
  /** How often each job that failed is tried again, as a new job. */
  maximumRetries: z.int().min(1).max(10).optional(),
  maximumReruns: z.int().min(1).max(10).optional(),
  leaveInQueue: z.boolean().optional(),
  /** Takes the place of every job's own. */
  placement: placementSchema.optional(),
});

/** What `POST /workflows` takes. */
export const workflowSchema = z.strictObject({
  name: nameSchema.optional(),
  labels: labelsSchema.optional(),
  jobs: z.array(jobSchema).min(1),
  /** Names of the jobs that wait for a job to succeed, by its name. */
  dependencies: z.record(z.string(), names).optional(),
  factories: z.array(factorySchema).optional(),
  policies: workflowPoliciesSchema.optional(),
  notifications: z
    .array(z.strictObject({ event: z.literal('workflowFinished'), type: z.literal('email') }))
    .optional(),
});

/** A checked factory. */
export type FactoryJson = z.infer<typeof factorySchema>;
/** A checked workflow, as it is submitted. */
export type WorkflowJson = z.infer<typeof workflowSchema>;
