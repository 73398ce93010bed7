import { inspect } from 'node:util';
import { InvalidJobError } from '../../errors/invalid-job-error.js';

/** A value that a command can hold: arrays become words; anything else is written by its `toString`. */
export type ShellValue = string | number | boolean | bigint | { toString(): string } | readonly ShellValue[];

/**
 * A command that a shell runs: `/bin/sh -c '...'`. Every interpolated value is quoted, so it arrives as one word
 * (an array: as several) whatever it holds. Write no quotes around it.
 * @throws {InvalidJobError} when a value has no text of its own: undefined, a promise, a plain object
 *
 * @example
 * new Task({ command: sh`grep Step ${file} | tail -1 > last.txt` })
 */
export function sh(script: TemplateStringsArray, ...values: readonly ShellValue[]): string {
  // Backslashes belong to the shell script, but for those that JavaScript needs before ` and ${.
  const parts = script.raw.map(part => part.replace(/\\(`|\$(?=\{))/g, '$1'));
  const text = parts.reduce((before, part, i) => before + quoteValue(values[i - 1]!) + part);
  return `/bin/sh -c ${singleQuoted(text.trim())}`;
}

function quoteValue(value: ShellValue): string {
  if (Array.isArray(value)) return value.map(quoteValue).join(' ');
  const text = String(value);
  // For those who write without types, and for objects, whose toString() every type has.
  if ((value ?? undefined) === undefined || (typeof value === 'object' && /^\[object .*\]$/.test(text))) {
    const help =
      value instanceof Promise ? 'put await before it' : 'give a text, a number or an array of them';
    throw new InvalidJobError(
      'command',
      `has ${inspect(value, { depth: 0 })} as a value in sh\`...\`: ${help}`,
    );
  }
  return shellWord(text);
}

/** A text as one word of a shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : singleQuoted(word);
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
