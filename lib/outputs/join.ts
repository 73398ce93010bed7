import { UnknownColumnError } from '../errors/unknown-column-error.js';
import { freeColumn, quotedName } from './query/file-rows.js';
import type { FetchOptions } from './read-options.js';

/** Which columns must be equal: of one name in both tables, or of a name here and its name there. */
export type JoinKeys = string | readonly string[] | Readonly<Record<string, string>>;

/** Options of `table.join`. */
export interface JoinOptions extends FetchOptions {
  /**
   * Which rows without a partner stay: none, those of the left, the right or both; `semi` and `anti` keep the left rows with and
   * without a partner, and add no columns.
   * @default 'inner'
   */
  readonly how?: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | undefined;
}

interface Named {
  readonly columns: readonly string[];
}

/**
 * The query that joins the tables `this` and `other`. A column of the right whose name the left has too gets `_2`.
 *
 * @throws UnknownColumnError
 */
export function joinQuery(
  left: Named,
  right: Named,
  on: JoinKeys,
  how: JoinOptions['how'] = 'inner',
): string {
  const pairs = pairsOf(on);
  for (const [mine, theirs] of pairs) {
    if (!left.columns.includes(mine)) throw new UnknownColumnError(mine, left.columns);
    if (!right.columns.includes(theirs)) throw new UnknownColumnError(theirs, right.columns);
  }
  const keys = new Map(pairs);
  const taken = new Set(left.columns.map(name => name.toLowerCase()));
  const mine = left.columns.map(name => {
    const theirs = keys.get(name);
    const column = `l.${quotedName(name)}`;
    return theirs === undefined || how === 'semi' || how === 'anti'
      ? column
      : `coalesce(${column}, r.${quotedName(theirs)}) as ${quotedName(name)}`;
  });
  const theirKeys = new Set(keys.values());
  const others = how === 'semi' || how === 'anti' ? [] : right.columns.filter(name => !theirKeys.has(name));
  const theirs = others.map(name => `r.${quotedName(name)} as ${quotedName(freeColumn(name, taken))}`);
  const equal = pairs.map(([a, b]) => `l.${quotedName(a)} = r.${quotedName(b)}`).join(' and ');
  return `select ${[...mine, ...theirs].join(', ')} from this l ${how} join other r on ${equal}`;
}

function pairsOf(on: JoinKeys): [string, string][] {
  if (typeof on === 'string') return [[on, on]];
  return Array.isArray(on) ? on.map(name => [name, name]) : Object.entries(on as Record<string, string>);
}
