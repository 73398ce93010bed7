/** What somebody waits for: one or many. */
export interface Awaited {
  readonly kind: 'job' | 'workflow';
  readonly ids: readonly number[];
}

/** `Job 41 goes on`, `3 jobs go on`. */
export function subject({ kind, ids }: Awaited): string {
  if (ids.length !== 1) return `${ids.length} ${kind}s go on`;
  return `${kind === 'job' ? 'Job' : 'Workflow'} ${ids[0]} goes on`;
}

/** The id, of a single job. */
export function idOf({ kind, ids }: Awaited): number | undefined {
  return kind === 'job' && ids.length === 1 ? ids[0] : undefined;
}
