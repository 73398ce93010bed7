import { inspect } from 'node:util';
import type { z } from 'zod';
import type { Capabilities } from '../client/replies.js';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import { nearNames } from '../errors/near-names.js';
import {
  artifactSchema,
  inputSchema,
  type JobJson,
  jobPoliciesSchema,
  jobSchema,
  resourcesSchema,
  taskSchema,
} from '../model/job.js';
import { refuseShellSyntax } from './shell-syntax.js';

/** Wire names that users know by another one. */
const userNames: Readonly<Record<string, string>> = {
  cmd: 'command',
  inputs: 'inputFiles',
  filename: 'name',
  url: 'name',
  mountpoint: 'mountPoint',
  outputDirs: 'outputDirectories',
};

/** What stands at a path of the job JSON: what to call it, and its fields. */
const parts: Readonly<Record<string, { title: string; schema: z.ZodObject }>> = {
  tasks: { title: 'a task', schema: taskSchema },
  inputs: { title: 'an input file', schema: inputSchema },
  artifacts: { title: 'an artifact', schema: artifactSchema },
  resources: { title: 'resources', schema: resourcesSchema },
  policies: { title: 'policies', schema: jobPoliciesSchema },
};

/**
 * Checks a job before it is sent.
 * @throws {InvalidJobError} naming the field as users write it, what it is and what it may be
 * @throws {ShellSyntaxError} for a command that needs a shell
 */
export function checkedJob(json: unknown, capabilities: Capabilities): JobJson {
  const parsed = jobSchema.safeParse(json);
  if (!parsed.success) throw invalid(json, parsed.error.issues[0]!);
  const job = parsed.data;
  for (const [i, task] of job.tasks.entries()) {
    if (task.cmd !== undefined) refuseShellSyntax(task.cmd, `tasks[${i}].command`);
  }
  if (!capabilities.fractions) refuseWhatStockServersRefuse(job);
  return job;
}

/** Our service takes more than PROMINENCE does: say so before the job is sent. */
function refuseWhatStockServersRefuse(job: JobJson): void {
  for (const field of ['memory', 'memoryPerCpu', 'disk', 'walltime'] as const) {
    const value = job.resources[field];
    if (value === undefined || Number.isInteger(value)) continue;
    throw new InvalidJobError(
      `resources.${field}`,
      `is ${value}; a PROMINENCE service takes whole numbers only`,
    );
  }
  for (const [i, task] of job.tasks.entries()) {
    if (task.image !== undefined && task.image !== 'host') continue;
    throw new InvalidJobError(
      `tasks[${i}].image`,
      `is ${inspect(task.image)}; a PROMINENCE service runs container images only. Name one, or unset PROMINENCE_URL`,
    );
  }
  const size = Buffer.byteLength(JSON.stringify(job));
  if (size > 2 ** 20) {
    throw new InvalidJobError(
      'inputFiles',
      `make the job ${(size / 2 ** 20).toFixed(1)} MiB; a PROMINENCE service takes 1 MiB. Upload large files as an Artifact`,
    );
  }
}

function invalid(json: unknown, issue: z.core.$ZodIssue): InvalidJobError {
  const field = fieldName(issue.path);
  if (issue.code === 'invalid_key') {
    return new InvalidJobError(field, `has a name that cannot be: it ${issue.issues[0]?.message}`);
  }
  if (issue.code === 'unrecognized_keys') return unknownField(issue.path, issue.keys[0]!);
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
    json,
  );
  const expected = expectation(issue);
  if (got === undefined) return new InvalidJobError(field, `is missing: ${expected}`);
  const shown = inspect(got, { depth: 1, breakLength: Infinity, maxStringLength: 100, maxArrayLength: 5 });
  return new InvalidJobError(field, `is ${shown}: ${expected}`);
}

function unknownField(path: readonly PropertyKey[], key: string): InvalidJobError {
  const part = parts[String(path[0])];
  const field = fieldName([...path, key]);
  if (!part) return new InvalidJobError(field, 'is not known');
  const names = Object.keys(part.schema.shape).map(userName);
  const near = nearNames(key, names);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it may have ${names.join(', ')}`;
  return new InvalidJobError(field, `is no field of ${part.title}; ${hint}`);
}

/** A path of the job JSON in the words of the user: `tasks[0].command`. */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${userName(String(key))}`))
    .join('');
}

function userName(key: string): string {
  return userNames[key] ?? key;
}

/** What a field may be, without what is said already. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_union':
      return 'expected a string, a number or true/false';
    case 'too_big':
      return `it may be ${issue.inclusive ? `${issue.maximum} at most` : `less than ${issue.maximum}`}`;
    case 'too_small':
      return `it may be ${issue.inclusive ? `${issue.minimum} at least` : `more than ${issue.minimum}`}`;
    default:
      return issue.message.replace(/^Invalid \w+: /, '').replace(/, received .*$/, '');
  }
}
