import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The first path below `root` that a pattern names, in the order of names; undefined when there is none. `*`, `?` and
 * `[...]` match within one path segment, as in Python's `glob`; a file that is named like the pattern comes first.
 *
 * @throws the reason of `signal` when that is aborted.
 */
export async function firstMatch(
  root: string,
  pattern: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const literal = join(root, pattern);
  if (await exists(literal)) return literal;
  const segments = pattern.split('/').filter(segment => segment !== '' && segment !== '.');
  const searched = new Set<string>();
  return search(root, 0);

  async function search(folder: string, depth: number): Promise<string | undefined> {
    const segment = segments[depth];
    if (segment === undefined) return folder;
    signal.throwIfAborted();
    // Links in a circle would have a short pattern visit the same folders for ever.
    const place = `${depth} ${await realpath(folder).catch(() => folder)}`;
    if (searched.has(place)) return undefined;
    searched.add(place);
    for (const name of await candidates(folder, segment)) {
      const path = join(folder, name);
      if (!(await exists(path))) continue;
      const found = await search(path, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

async function candidates(folder: string, segment: string): Promise<string[]> {
  if (!/[*?[]/.test(segment)) return [segment];
  const names = await readdir(folder).catch(() => []);
  const matchers = matchersOf(segment);
  // A leading dot is matched by a leading dot only, as in a shell.
  return names
    .filter(name => (segment.startsWith('.') || !name.startsWith('.')) && matches([...name], matchers))
    .sort();
}

/** Tells whether a character fits; `*` is any number of them. */
type Matcher = '*' | ((char: string) => boolean);

function matchersOf(segment: string): Matcher[] {
  const matchers: Matcher[] = [];
  const chars = [...segment];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at]!;
    const close = char === '[' ? chars.indexOf(']', at + 2) : -1;
    if (char === '*') matchers.push('*');
    else if (char === '?') matchers.push(() => true);
    else if (close > 0) {
      matchers.push(setMatcher(chars.slice(at + 1, close)));
      at = close;
    } else matchers.push(other => other === char);
  }
  return matchers;
}

/** The inside of `[...]`: characters and ranges like `a-z`; a `!` in front negates. */
function setMatcher(set: readonly string[]): Matcher {
  const negated = set[0] === '!';
  const ranges: [first: string, last: string][] = [];
  for (let at = negated ? 1 : 0; at < set.length; at += 1) {
    const isRange = set[at + 1] === '-' && at + 2 < set.length;
    ranges.push([set[at]!, set[isRange ? at + 2 : at]!]);
    if (isRange) at += 2;
  }
  return char => ranges.some(([first, last]) => first <= char && char <= last) !== negated;
}

/** Takes the shortest text for each `*` and goes back to the last one only, so that no pattern takes long. */
function matches(chars: readonly string[], matchers: readonly Matcher[]): boolean {
  let char = 0;
  let matcher = 0;
  let star = -1;
  let starChar = 0;
  while (char < chars.length) {
    const wanted = matchers[matcher];
    if (wanted === '*') {
      star = matcher;
      starChar = char;
      matcher += 1;
    } else if (wanted?.(chars[char]!)) {
      char += 1;
      matcher += 1;
    } else if (star >= 0) {
      starChar += 1;
      char = starChar;
      matcher = star + 1;
    } else return false;
  }
  return matchers.slice(matcher).every(rest => rest === '*');
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
