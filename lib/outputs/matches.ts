import { Table } from './table.js';
import { textTable } from './text-table.js';

/**
 * Every match of a pattern, one a row. Named groups become columns of their names, else groups become `1`, `2`, ...; a
 * pattern without groups gives one column `match`. Types are found from the values; a group without a part in a match is
 * missing there.
 *
 * @example
 * tableFromMatches(stdout, /T = (?<T>\S+) P = (?<P>\S+)/)
 */
export function tableFromMatches(text: string, pattern: RegExp, origin?: string): Table {
  const flags = pattern.global ? pattern.flags : `${pattern.flags}g`;
  const matches = [...text.matchAll(new RegExp(pattern, flags))];
  const columns = columnsOf(pattern).map(
    ({ name, read }) => [name, matches.map(match => read(match) ?? '')] as const,
  );
  return textTable(columns, origin);
}

interface MatchColumn {
  name: string;
  read: (match: RegExpMatchArray) => string | undefined;
}

/** The groups of a pattern: known even when nothing matches, because an empty alternative always does. */
function columnsOf(pattern: RegExp): MatchColumn[] {
  const probe = new RegExp(`${pattern.source}|`, pattern.flags.replace(/[gy]/g, '')).exec('')!;
  if (probe.groups) {
    return Object.keys(probe.groups).map(name => ({ name, read: match => match.groups?.[name] }));
  }
  if (probe.length === 1) return [{ name: 'match', read: match => match[0] }];
  return Array.from({ length: probe.length - 1 }, (_, i) => ({
    name: String(i + 1),
    read: match => match[i + 1],
  }));
}

/** The lines with a match, with their numbers, counted from 1. A text is looked for as it is. */
export function matchingLines(text: string, pattern: RegExp | string, origin?: string): Table {
  // Without what makes a pattern begin where it last ended.
  const found =
    typeof pattern === 'string' ? undefined : new RegExp(pattern, pattern.flags.replace(/[gy]/g, ''));
  const lines = text
    .split(/\r?\n/)
    .map((text, i) => ({ line: i + 1, text }))
    .filter(({ text }) => (found ? found.test(text) : text.includes(pattern as string)));
  return Table.fromColumns(
    { line: lines.map(({ line }) => line), text: lines.map(({ text }) => text) },
    { types: { line: 'int', text: 'text' }, origin },
  );
}
