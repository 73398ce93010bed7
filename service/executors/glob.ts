import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The first path below `root` that a pattern names, in the order of names; undefined when there is none. `*`, `?` and
 * `[...]` match within one path segment, as in Python's `glob`; a file that is named like the pattern comes first.
 */
export async function firstMatch(root: string, pattern: string): Promise<string | undefined> {
  const literal = join(root, pattern);
  if (await exists(literal)) return literal;
  return search(
    root,
    pattern.split('/').filter(segment => segment !== '' && segment !== '.'),
  );
}

async function search(folder: string, segments: readonly string[]): Promise<string | undefined> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return folder;
  for (const name of await candidates(folder, segment)) {
    const path = join(folder, name);
    if (!(await exists(path))) continue;
    const found = await search(path, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function candidates(folder: string, segment: string): Promise<string[]> {
  if (!/[*?[]/.test(segment)) return [segment];
  const names = await readdir(folder).catch(() => []);
  const expression = toRegExp(segment);
  // A leading dot is matched by a leading dot only, as in a shell.
  return names
    .filter(name => expression.test(name) && (segment.startsWith('.') || !name.startsWith('.')))
    .sort();
}

function toRegExp(segment: string): RegExp {
  let source = '';
  for (let at = 0; at < segment.length; at += 1) {
    const char = segment[at]!;
    const close = segment.indexOf(']', at + 2);
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '[' && close > 0) {
      const set = segment
        .slice(at + 1, close)
        .replace(/[\\\]^]/g, '\\$&')
        .replace(/^!/, '^');
      source += `[${set}]`;
      at = close;
    } else source += char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    // A range like [z-a] matches nothing.
    return /^(?!)/;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
