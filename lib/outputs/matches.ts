import { eachMatch, ownText } from './each-match.js';
import { Table } from './table.js';
import { textTable } from './text-table.js';

/**
 * Every match of a pattern, one a row. Named groups become columns of their names, else groups become `1`, `2`, ...; a
 * pattern without groups gives one column `match`. Types are found from the values; a group without a part in a match is
 * missing there.
 *
 * @param pieces a text as it comes
 *
 * @example
 * await tableFromMatches([stdout], /T = (?<T>\S+) P = (?<P>\S+)/)
 */
export async function tableFromMatches(
  pieces: AsyncIterable<string> | Iterable<string>,
  pattern: RegExp,
  origin?: string,
): Promise<Table> {
  const columns = columnsOf(pattern).map(column => ({ ...column, texts: [] as string[] }));
  for await (const match of eachMatch(pieces, pattern)) {
    for (const { read, texts } of columns) texts.push(ownText(read(match) ?? ''));
  }
  return textTable(
    columns.map(({ name, texts }) => [name, texts]),
    origin,
  );
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
export async function matchingLines(
  lines: AsyncIterable<string> | Iterable<string>,
  pattern: RegExp | string,
  origin?: string,
): Promise<Table> {
  // Without what makes a pattern begin where it last ended.
  const found =
    typeof pattern === 'string' ? undefined : new RegExp(pattern, pattern.flags.replace(/[gy]/g, ''));
  const numbers: number[] = [];
  const texts: string[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (found ? !found.test(line) : !line.includes(pattern as string)) continue;
    numbers.push(number);
    texts.push(ownText(line));
  }
  return Table.fromColumns({ line: numbers, text: texts }, { types: { line: 'int', text: 'text' }, origin });
}
