/** The dependencies of a workflow can't hold; the message names what is wrong. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  readonly code = 'dependency';
}

/** For each job, by its place, the places of those that wait for it. */
export type Children = readonly (readonly number[])[];

/**
 * Reads `dependencies`: parent name to child names, which are names of jobs to the letter.
 *
 * @throws {DependencyError} for a name that no job has, and for jobs that wait for each other, with the path.
 */
export function readDependencies(
  jobs: readonly string[],
  dependencies: Readonly<Record<string, readonly string[]>>,
): Children {
  const place = new Map(jobs.map((name, index) => [name, index]));
  const find = (name: string, field: string) => {
    const found = place.get(name);
    if (found !== undefined) return found;
    const known = jobs.slice(0, 10).join(', ') + (jobs.length > 10 ? ', ...' : '');
    throw new DependencyError(
      `${field}: there is no job ${JSON.stringify(name)} in this workflow, may name ${known}`,
    );
  };
  const children = jobs.map(() => new Set<number>());
  for (const [parent, names] of Object.entries(dependencies)) {
    const from = find(parent, 'dependencies');
    for (const name of names) children[from]!.add(find(name, `dependencies.${parent}`));
  }
  const lists = children.map(set => [...set]);
  const cycle = findCycle(lists);
  if (!cycle) return lists;
  const path = cycle.map(index => jobs[index]).join(' -> ');
  throw new DependencyError(`dependencies: ${path} is a cycle, in which no job could ever start. Cut it.`);
}

/** How many jobs each job waits for. */
export function countParents(children: Children): number[] {
  const counts = children.map(() => 0);
  for (const child of children.flat()) counts[child]! += 1;
  return counts;
}

/** A way that ends where it began. Without recursion: a chain may be as long as the request allows. */
function findCycle(children: Children): number[] | undefined {
  const seen = new Set<number>();
  for (const root of children.keys()) {
    const path = [root];
    const onPath = new Map([[root, 0]]);
    const next = [0];
    while (path.length > 0) {
      const at = path.at(-1)!;
      const child = seen.has(at) ? undefined : children[at]![next[path.length - 1]!++];
      if (child === undefined) {
        seen.add(at);
        onPath.delete(at);
        path.pop();
        next.pop();
      } else if (onPath.has(child)) return [...path.slice(onPath.get(child)), child];
      else if (!seen.has(child)) {
        onPath.set(child, path.length);
        path.push(child);
        next.push(0);
      }
    }
  }
  return undefined;
}
