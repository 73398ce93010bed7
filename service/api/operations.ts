import { z } from 'zod';
import { jobSchema } from '../../lib/model/job.js';
import { jobReadSchema, workflowReadSchema } from '../../lib/model/read-schema.js';
import { workflowSchema } from '../../lib/model/workflow.js';
import { keepSchema, prunedSchema } from '../prune.js';
import { uploadRequestSchema } from './routes/data-routes.js';
import { outputRequestSchema } from './routes/output-route.js';
import { commandSchema } from './routes/running-job-routes.js';
import { bulkSchema } from './submission.js';
import { watchSchema } from './watch.js';

const amounts = z.object({ cpus: z.number(), memory: z.number().describe('GB') });
const usage = z.object({ cpuTime: z.number(), wallTime: z.number(), numberOfJobs: z.int() });

/** What requests and answers hold, by the names that the OpenAPI document gives them. */
export const schemas = {
  Job: jobSchema,
  Jobs: bulkSchema,
  Workflow: workflowSchema,
  JobRead: jobReadSchema,
  WorkflowRead: workflowReadSchema,
  Id: z.object({ id: z.int() }),
  Ids: z.object({ ids: z.array(z.int()), reused: z.array(z.boolean()).optional() }),
  Done: z.object({}),
  Url: z.object({ url: z.url() }),
  UploadUrl: z.object({
    url: z.url(),
    received: z.int().optional().describe('Bytes that are here already'),
    file: z.string().optional().describe('The file that they are in'),
  }),
  Command: commandSchema,
  Upload: uploadRequestSchema,
  SentOutput: outputRequestSchema,
  Object: z.object({
    name: z.string(),
    size: z.int(),
    lastModified: z.string(),
    checksum: z.string().optional(),
  }),
  Keys: z.array(z.union([z.string(), z.record(z.string(), z.string())])),
  Resources: z.object({
    existing: z.array(z.object({ site: z.string(), capacity: amounts, free: amounts })),
  }),
  Usage: z.object({
    usage: z.object({ users: z.record(z.string(), usage), groups: z.record(z.string(), usage) }),
  }),
  Watch: watchSchema,
  Changes: z.object({
    cursor: z.int(),
    jobs: z.array(jobReadSchema),
    workflows: z.array(workflowReadSchema),
  }),
  Keep: keepSchema,
  Pruned: prunedSchema,
  Capabilities: z.looseObject({
    service: z.string(),
    version: z.string(),
    pid: z.int(),
    store: z.string().optional().describe('The bucket to which the URLs of objects lead.'),
  }),
  Error: z.object({ error: z.string().describe('What happened, to what, and what to do next.') }),
} as const;

/** A name of {@link schemas}. */
export type SchemaName = keyof typeof schemas;

/** Parameters of queries; all of them may be left out unless they are said to be needed. */
export const queryParameters = {
  id: 'Ids, like 1,2,3. For jobs with `workflow=true` the id of their workflow.',
  workflow: 'Of jobs: `true` for those of a workflow. Of what is watched: ids of workflows.',
  completed: '`true`: those that have left the queue, the newest `num`.',
  num: 'How many completed ones; -1 for all.',
  all: 'Any value: all of them, not only what is in the queue.',
  status: 'One state.',
  constraint: 'A label, as key=value. May be repeated.',
  name: 'The exact name.',
  detail: 'Any value: the detail form.',
  limit: 'At most so many, the newest.',
  before: 'Those with a lower id.',
  reuse:
    'A label of what is submitted: one with the same value that is queued, runs or has succeeded is taken instead.',
  offset: 'From this byte on.',
  node: 'Ignored: a job has one node.',
  command: 'Words joined by commas.',
  path: 'A file or folder of the job. Needed.',
  checksum: 'SHA-256 in hexadecimal.',
  list: 'Any value: the keys that begin so, not a value.',
  values: 'Any value: with their values.',
  prev: 'The value is replaced only if it is this one now.',
  prefix: 'Any value: all keys that begin so.',
  start: 'A day, like 2026-01-31. Needed.',
  end: 'A day, like 2026-01-31. Needed.',
  by_group: '`true`: by group, of which there are none.',
  show_all_users: 'Ignored: there is one user.',
  after: 'The cursor: only what changed since.',
  wait: 'Seconds to wait for a change, 60 at most.',
} as const;

/** What a request does. */
export interface Operation {
  readonly summary: string;
  readonly query?: readonly (keyof typeof queryParameters)[];
  readonly body?: SchemaName | 'text' | 'bytes';
  /** @default 200 */
  readonly status?: number;
  /** A list of them when in brackets; nothing when absent. */
  readonly answer?: SchemaName | readonly [SchemaName] | 'text' | 'bytes' | 'events';
  /** True where no token is asked for. */
  readonly open?: true;
}

const list = [
  'id',
  'completed',
  'num',
  'all',
  'status',
  'constraint',
  'name',
  'detail',
  'limit',
  'before',
] as const;
const stream = { query: ['offset', 'node'], answer: 'text' } as const;
const watch = ['id', 'workflow', 'all', 'after', 'wait'] as const;

/** Every request below `/prominence/v1` that the service answers, as `METHOD /path`. */
export const operations: Readonly<Record<string, Operation>> = {
  'POST /jobs': { summary: 'Submit a job', query: ['reuse'], body: 'Job', status: 201, answer: 'Id' },
  'POST /jobs/bulk': {
    summary: 'Submit many jobs, all or none',
    query: ['reuse'],
    body: 'Jobs',
    status: 201,
    answer: 'Ids',
  },
  'GET /jobs': { summary: 'List jobs', query: [...list, 'workflow'], answer: ['JobRead'] },
  'GET /jobs/{id}': { summary: 'A job in detail; an empty list when unknown', answer: ['JobRead'] },
  'DELETE /jobs': { summary: 'Delete jobs', query: ['id'], answer: 'Done' },
  'DELETE /jobs/{id}': { summary: 'Delete a job', answer: 'Done' },
  'PUT /jobs/{id}/remove': { summary: 'Take a job that has ended out of the queue', answer: 'Done' },
  'PUT /jobs/{id}/clone': { summary: 'Submit the same job again', status: 201, answer: 'Id' },
  'GET /jobs/{id}/stdout': { summary: 'Standard output of a job', ...stream },
  'GET /jobs/{id}/stderr': { summary: 'Standard error of a job', ...stream },
  'POST /jobs/{id}/exec': {
    summary: 'Run a command in a running job',
    query: ['command'],
    body: 'Command',
    answer: 'text',
  },
  'PUT /jobs/{id}/snapshot': { summary: 'Pack files of a running job', query: ['path'], answer: 'Done' },
  'GET /jobs/{id}/snapshot': { summary: 'Where the last snapshot is', answer: 'Url' },
  'POST /workflows': {
    summary: 'Submit a workflow',
    query: ['reuse'],
    body: 'Workflow',
    status: 201,
    answer: 'Id',
  },
  'GET /workflows': { summary: 'List workflows', query: list, answer: ['WorkflowRead'] },
  'GET /workflows/{id}': {
    summary: 'A workflow in detail; an empty list when unknown',
    answer: ['WorkflowRead'],
  },
  'DELETE /workflows': { summary: 'Delete workflows with their jobs', query: ['id'], answer: 'Done' },
  'DELETE /workflows/{id}': { summary: 'Delete a workflow with its jobs', answer: 'Done' },
  'PUT /workflows/{id}': { summary: 'Run again what did not succeed', answer: 'Id' },
  'PUT /workflows/{id}/clone': { summary: 'Submit the same workflow again', status: 201, answer: 'Id' },
  'PUT /workflows/{id}/remove': {
    summary: 'Take a workflow that has ended out of the queue',
    answer: 'Done',
  },
  'GET /workflows/{id}/{job}/stdout': { summary: 'Standard output of a job by its name', ...stream },
  'GET /workflows/{id}/{job}/stderr': { summary: 'Standard error of a job by its name', ...stream },
  'GET /workflows/{id}/{job}/{index}/stdout': { summary: "Standard output of a factory's job", ...stream },
  'GET /workflows/{id}/{job}/{index}/stderr': { summary: "Standard error of a factory's job", ...stream },
  'POST /data': {
    summary: 'A URL to PUT an object to',
    query: ['name', 'checksum'],
    body: 'Upload',
    status: 201,
    answer: 'UploadUrl',
  },
  'POST /data/upload': {
    summary: 'A URL to PUT an object to',
    query: ['name', 'checksum'],
    body: 'Upload',
    status: 201,
    answer: 'UploadUrl',
  },
  'POST /data/output': {
    summary: 'A URL to which a job PUTs an output itself',
    body: 'SentOutput',
    status: 201,
    answer: 'Url',
  },
  'GET /data': { summary: 'List uploaded objects', answer: ['Object'] },
  'GET /data/{folder}': { summary: 'List uploaded objects of a folder', answer: ['Object'] },
  'DELETE /data/{name}': { summary: 'Delete an uploaded object', status: 204 },
  'GET /kv': { summary: 'List all keys', query: ['list', 'values'], answer: 'Keys' },
  'POST /kv': { summary: 'Refused: names no key', status: 400, answer: 'Error' },
  'DELETE /kv': { summary: 'Refused: names no key', status: 400, answer: 'Error' },
  'GET /kv/{key}': {
    summary: 'A value; or the keys that begin so',
    query: ['list', 'values'],
    answer: 'text',
  },
  'POST /kv/{key}': { summary: 'Set a value', query: ['prev'], body: 'text', status: 201, answer: 'Done' },
  'DELETE /kv/{key}': { summary: 'Delete a value', query: ['prefix'], answer: 'Done' },
  'GET /resources': { summary: 'What the machine has, and what of it is free', answer: 'Resources' },
  'GET /accounting': {
    summary: 'CPU hours of jobs that ended on these days',
    query: ['start', 'end', 'by_group', 'show_all_users'],
    answer: 'Usage',
  },
  'POST /token': { summary: 'Switched off', status: 401, answer: 'Error' },
  'GET /ts/{id}': { summary: 'Switched off', status: 401, answer: 'Error' },
  'POST /ts': { summary: 'Switched off', status: 401, answer: 'Error' },
  'GET /health': { summary: 'Whether the service is well', status: 204, open: true },
  'GET /capabilities': { summary: 'What the service can do beyond PROMINENCE', answer: 'Capabilities' },
  'GET /events': { summary: 'Server-sent events of what is watched', query: watch, answer: 'events' },
  'POST /events': { summary: 'Server-sent events of what is watched', body: 'Watch', answer: 'events' },
  'GET /changes': { summary: 'What changed, by long poll', query: watch, answer: 'Changes' },
  'POST /changes': { summary: 'What changed, by long poll', body: 'Watch', answer: 'Changes' },
  'POST /prune': { summary: 'Remove what ended long ago', body: 'Keep', answer: 'Pruned' },
  'POST /shutdown': { summary: 'Stop the service; jobs go on', status: 202, answer: 'Done' },
};

/** What is answered beside those, for whoever has the URL. */
export const openOperations: Readonly<Record<string, Operation>> = {
  'GET /objects/{key}': {
    summary: 'An output or a snapshot, by its signed URL',
    answer: 'bytes',
    open: true,
  },
  'PUT /objects/{key}': {
    summary: 'Upload an object to its signed URL',
    body: 'bytes',
    status: 201,
    answer: 'Done',
    open: true,
  },
  'GET /openapi.json': { summary: 'This document', open: true },
};
