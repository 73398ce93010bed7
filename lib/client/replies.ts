import { z } from 'zod';
import { ServiceError } from '../errors/service-error.js';
import { jobReadSchema, workflowReadSchema } from '../model/read-schema.js';
import type { Machine, Usage } from '../model/usage.js';

/** To `POST /jobs`. All schemas here are loose where servers may add fields: each answer is checked once, here. */
export const createdSchema = z.looseObject({
  id: z.int(),
  /** To `POST` with `?reuse=`: nothing was made, this one stands for it. */
  reused: z.boolean().default(false),
});

/** To `POST /jobs/bulk`: in the order of the jobs. */
export const allCreatedSchema = z.looseObject({
  ids: z.array(z.int()),
  /** With `?reuse=`: which of them were there before. */
  reused: z.array(z.boolean()).default([]),
});

/** To `GET /jobs` and `GET /jobs/{id}`. */
export const jobListSchema = z.array(jobReadSchema);

/** To `POST /data/upload`: where to send the bytes. */
export const uploadSchema = z.looseObject({
  url: z.url(),
  /** S3 with a checksum: send a form with these fields and then the file, instead of the bare bytes. */
  fields: z.record(z.string(), z.string()).optional(),
  /** So many bytes are there already, of an upload that broke off; our service tells it. */
  received: z.int().optional(),
  /** The file that they are in, on the service's machine. */
  file: z.string().optional(),
});

/** To `GET /data`. */
export const uploadListSchema = z.array(
  z.looseObject({
    name: z.string(),
    /** Bytes. */
    size: z.number().default(0),
    /** As mail and HTTP write dates (RFC 1123). */
    lastModified: z.string().default(''),
    /** SHA-256 in hex; our service tells it. */
    checksum: z.string().optional(),
  }),
);

/** To `GET /jobs/{id}/snapshot`. */
export const snapshotSchema = z.looseObject({ url: z.url() });

/** To `GET /resources`. Memory in GB. */
export const machinesSchema = z.looseObject({
  existing: z.array(
    z.looseObject({
      site: z.string(),
      capacity: z.looseObject({ cpus: z.number(), memory: z.number() }),
      free: z.looseObject({ cpus: z.number(), memory: z.number() }),
    }),
  ),
}) satisfies z.ZodType<{ existing: Machine[] }>;

const usageRow = z.looseObject({ cpuTime: z.number(), wallTime: z.number(), numberOfJobs: z.number() });

/** To `GET /accounting`. */
export const usageSchema = z.looseObject({
  usage: z.looseObject({
    users: z.record(z.string(), usageRow).default({}),
    groups: z.record(z.string(), usageRow).default({}),
  }),
}) satisfies z.ZodType<{ usage: Usage }>;

/** To `GET /kv?list`. */
export const keysSchema = z.array(z.string());

/** To `GET /kv?list&values`: an object for each key. */
export const keyValuesSchema = z.array(z.record(z.string(), z.string()));

/** To `GET /workflows` and `GET /workflows/{id}`. */
export const workflowListSchema = z.array(workflowReadSchema);

/** To `GET /capabilities`, which only our service has. */
export const capabilitiesSchema = z.looseObject({
  service: z.string(),
  version: z.string(),
  pid: z.int().optional(),
  /** The service sends server-sent events at `/events`. */
  events: z.boolean().default(false),
  /** Minutes and GB may be fractions. */
  fractions: z.boolean().default(false),
  /** The list of uploads has their checksums. */
  checksums: z.boolean().default(false),
  /** An upload that broke off can go on. */
  resume: z.boolean().default(false),
  /** The bucket to which uploads go past the service, so that it is to be told their checksums. */
  store: z.string().optional(),
  /** A command for `exec` may come as a JSON body, in which commas stay. */
  exec: z.boolean().default(false),
  /** `POST /jobs/bulk` takes many jobs. */
  bulk: z.boolean().default(false),
  /** `POST /jobs?reuse=LABEL` finds a job that can stand for another one. */
  reuse: z.boolean().default(false),
  /** `POST /jobs/bulk?reuse=LABEL` does so for each of many jobs. */
  bulkReuse: z.boolean().default(false),
  /** `POST /workflows?reuse=LABEL` does so for a workflow. */
  workflowReuse: z.boolean().default(false),
});

/** The data of the event `output`: sizes of the streams, in bytes. */
export const outputSizesSchema = z.looseObject({
  id: z.int(),
  stdout: z.number().default(0),
  stderr: z.number().default(0),
});

/** An upload, as lists show it. */
export type UploadRead = z.infer<typeof uploadListSchema>[number];
/** What was submitted, or stands for it. */
export type Created = z.infer<typeof createdSchema>;
/** Where to send the bytes of an upload. */
export type Upload = z.infer<typeof uploadSchema>;
/** What a service can do beyond PROMINENCE. */
export type Capabilities = z.infer<typeof capabilitiesSchema>;
/** Sizes of a job's streams, in bytes. */
export type OutputSizes = z.infer<typeof outputSizesSchema>;

/**
 * Checks a JSON reply. Some errors of PROMINENCE come with status 200, as `{"error"}`: they are refusals.
 * @throws {ServiceError} `refused` or `protocol`
 */
export function parseReply<T>(schema: z.ZodType<T>, body: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new ServiceError(
      'protocol',
      `${what}: the reply is not JSON but "${body.slice(0, 80)}". Is PROMINENCE_URL the base of the API?`,
      { cause },
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (typeof value === 'object' && value !== null && 'error' in value) {
    throw new ServiceError('refused', `The job service refused ${what}: ${String(value.error)}`);
  }
  throw new ServiceError(
    'protocol',
    `${what}: the reply has an unexpected shape: ${z.prettifyError(parsed.error)}`,
  );
}
