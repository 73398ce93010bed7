import { InvalidArgumentError } from 'commander';

/** The id of a job or a workflow, as it stands on the command line. */
export function idArgument(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('An id is a whole number; `tunebook jobs --all` lists them.');
}

/** The same, of an argument that may be given several times. */
export function idArguments(text: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), idArgument(text)];
}

/** A label as `key=value`, of an option that may be given several times. */
export function labelOption(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('A label is key=value.');
  return { ...before, [key]: value };
}

/** How many; -1 is all. */
export function countOption(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && (count > 0 || count === -1)) return count;
  throw new InvalidArgumentError('It is a whole number above 0, or -1 for all.');
}

/** A day as `2026-01-31`. */
export function dayOption(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('A day is written as 2026-01-31.');
}
