import { inspect } from 'node:util';
import { z } from 'zod';
import { InvalidJobError } from '../../errors/invalid-job-error.js';
import { nearNames } from '../../errors/near-names.js';

/** Wire names that users know by another one. */
const userNames: Readonly<Record<string, string>> = {
  cmd: 'command',
  inputs: 'inputFiles',
  filename: 'name',
  url: 'name',
  mountpoint: 'mountPoint',
  outputDirs: 'outputDirectories',
};

/** What to call the things that have fields. */
const titles: Readonly<Record<string, string>> = {
  jobs: 'a job',
  tasks: 'a task',
  inputs: 'an input file',
  artifacts: 'an artifact',
  factories: 'a factory',
  parameters: 'a parameter',
  notifications: 'a notification',
};

/**
 * The data, checked.
 * @throws {InvalidJobError} naming the first field that is wrong, as users write it, what it is and what it may be
 */
export function checked<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt field is also one that is missing: the first says what to do.
  const first = issues.find(issue => issue.code === 'unrecognized_keys') ?? issues[0]!;
  throw explained(first, json, schema);
}

function explained(issue: z.core.$ZodIssue, json: unknown, schema: z.ZodType): InvalidJobError {
  const field = fieldName(issue.path);
  if (issue.code === 'invalid_key') {
    return new InvalidJobError(field, `has a name that cannot be: it ${issue.issues[0]?.message}`);
  }
  if (issue.code === 'unrecognized_keys') return unknownField(issue.path, issue.keys[0]!, json, schema);
  const got = valueAt(json, issue.path);
  const expected = expectation(issue);
  if (got === undefined) return new InvalidJobError(field, `is missing: ${expected}`);
  const shown = inspect(got, { depth: 1, breakLength: Infinity, maxStringLength: 100, maxArrayLength: 5 });
  return new InvalidJobError(field, `is ${shown}: ${expected}`);
}

function unknownField(
  path: readonly PropertyKey[],
  key: string,
  json: unknown,
  schema: z.ZodType,
): InvalidJobError {
  const field = fieldName([...path, key]);
  const part = path.findLast(each => typeof each === 'string');
  const title = part === undefined ? 'it' : (titles[String(part)] ?? String(part));
  const names = fieldsAt(schema, json, path).map(userName);
  const near = nearNames(key, names);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it may have ${names.join(', ')}`;
  return new InvalidJobError(field, `is no field of ${title}; ${hint}`);
}

/** The names of the fields that an object may have, at a path of the data. */
function fieldsAt(schema: z.ZodType, json: unknown, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const [i, key] of [...path, undefined].entries()) {
    while (at instanceof z.ZodOptional || at instanceof z.ZodNullable) at = at.unwrap();
    if (at instanceof z.ZodDiscriminatedUnion) {
      const { type } = valueAt(json, path.slice(0, i)) as { type?: string };
      at = at.options.find(option => option instanceof z.ZodObject && option.shape['type']?.value === type);
    }
    if (key === undefined) break;
    if (at instanceof z.ZodObject) at = at.shape[String(key)];
    else if (at instanceof z.ZodArray) at = at.element;
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], json);
}

/** A path of the JSON in the words of the user: `tasks[0].command`. */
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
      if (!('options' in issue) || !Array.isArray(issue.options))
        return 'expected a string, a number or true/false';
      return `expected one of ${issue.options.map(option => JSON.stringify(option)).join(', ')}`;
    case 'too_big':
      return issue.inclusive ? `it may be ${issue.maximum} at most` : `it must be less than ${issue.maximum}`;
    case 'too_small':
      if (issue.origin === 'array') return 'it may not be empty';
      return issue.inclusive
        ? `it may be ${issue.minimum} at least`
        : `it must be more than ${issue.minimum}`;
    default:
      return issue.message.replace(/^Invalid \w+: /, '').replace(/, received .*$/, '');
  }
}
