import { inspect, types } from 'node:util';

/** What is shown of an error anyway, or says nothing. */
const SHOWN = new Set(['name', 'message', 'stack', 'cause', 'errors', 'generatedMessage']);
const MAX_LINES = 12;

/**
 * The properties that an error has of its own, such as `code` or `path`, as an object is inspected: bounded, and no getter is
 * run.
 *
 * @returns no lines when it has none
 */
export function errorDetails(error: object): string[] {
  if (types.isProxy(error)) return [];
  const properties = Object.entries(Object.getOwnPropertyDescriptors(error)).filter(
    ([name, { enumerable, value }]) => enumerable && !SHOWN.has(name) && value !== undefined,
  );
  if (!properties.length) return [];
  const lines = inspected(Object.defineProperties({}, Object.fromEntries(properties))).split('\n');
  return lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
}

function inspected(details: object): string {
  const options = { depth: 1, maxArrayLength: 10, maxStringLength: 300, breakLength: 100 };
  for (const customInspect of [true, false]) {
    try {
      return inspect(details, { ...options, customInspect });
    } catch {
      // A getter or an inspection of a value's own throws.
    }
  }
  return `(${Object.keys(details).join(', ')} can not be shown)`;
}
