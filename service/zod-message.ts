import { z } from 'zod';

/** What is wrong with data from outside: `tasks[0].cmd: got 3, must be text`, one problem after the other. */
export function explainIssues(error: z.ZodError, value: unknown, schema: z.ZodType): string {
  return error.issues.map(issue => explainIssue(issue, value, schema)).join('; ');
}

function explainIssue(issue: z.core.$ZodIssue, value: unknown, schema: z.ZodType): string {
  const field = fieldName(issue.path) || 'the document';
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map(key => JSON.stringify(key)).join(', ');
    const known = knownKeys(schema, issue.path);
    return `${field}: ${names} is unknown${known.length > 0 ? `, may hold ${known.join(', ')}` : ''}`;
  }
  const got = valueAt(value, issue.path);
  if (got === undefined && issue.code === 'invalid_type')
    return `${field}: is missing, must be ${wanted(issue)}`;
  return `${field}: got ${shorten(got)}, ${must(issue)}`;
}

function must(issue: z.core.$ZodIssue): string {
  const text = wanted(issue);
  return /^(must|may|needs)\b/.test(text) ? text : `must be ${text}`;
}

/** Zod's words, in ours. */
function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(v => JSON.stringify(v)).join(', ')}`;
  if (issue.code === 'too_small')
    return limit(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
  if (issue.code === 'too_big')
    return limit(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
  if (issue.code === 'invalid_format' && issue.format === 'base64') return 'base64 text';
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return `one of ${issue.options.map(option => JSON.stringify(option)).join(', ')}`;
  }
  if (issue.code === 'invalid_union') {
    const kinds = issue.errors.flat().map(wanted);
    return [...new Set(kinds)].join(' or ');
  }
  if (issue.code === 'invalid_key') return issue.issues.map(wanted).join(', ');
  return issue.message;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of two',
  object: 'an object',
  record: 'an object',
};

function limit(origin: string, words: string, bound: number | bigint): string {
  const unit = origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : '';
  return `${words} ${bound}${unit}`;
}

/** `tasks[0].cmd` */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path)
    at = at === null || at === undefined ? undefined : (at as Record<PropertyKey, unknown>)[key];
  return at;
}

function shorten(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** The fields that the object at a path may hold; none when that is no object. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType | undefined = schema;
  for (const key of path) {
    at = unwrap(at);
    if (at instanceof z.ZodObject) at = (at.shape as Record<PropertyKey, z.core.$ZodType>)[key];
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else return [];
  }
  at = unwrap(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodNullable) at = at.unwrap();
  return at;
}
