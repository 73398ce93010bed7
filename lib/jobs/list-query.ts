/** Which jobs or workflows to list. */
export interface ListFilter {
  /** `active` are those queued or running. @default 'active' */
  status?: 'active' | 'idle' | 'running' | 'completed' | 'all' | undefined;
  /** How many at most, the newest; -1 is all. @default 20 with `completed`, else all */
  num?: number | undefined;
  /** Those of exactly this name. */
  name?: string | undefined;
  /** Those with all of these labels. */
  label?: Readonly<Record<string, string>> | undefined;
}

/** The query of a list. */
export function listQuery(filter: ListFilter): Record<string, string> {
  const { status = 'active', name, label } = filter;
  // The service looks for one label: with several, all with the first are asked for.
  const [pair, ...others] = Object.entries(label ?? {});
  const most = others.length > 0 ? -1 : mostOf(filter);
  return {
    // The short form has not all parts: what would be made of it would not be the same.
    detail: 'true',
    ...(status === 'all' && { all: 'true' }),
    ...(status === 'completed' && { completed: 'true', num: String(most) }),
    ...(most > 0 && { limit: String(most) }), // our service's; a stock server sends all
    ...((status === 'idle' || status === 'running') && { status }),
    ...(name !== undefined && { name }),
    ...(pair && { constraint: pair.join('=') }),
  };
}

/** What was asked for of what the service sent, in the order of the ids. */
export function listed<
  T extends { readonly id: number; readonly labels?: Record<string, string> | undefined },
>(reads: readonly T[], filter: ListFilter): T[] {
  const [, ...others] = Object.entries(filter.label ?? {});
  const most = mostOf(filter);
  const found = reads
    .filter(({ labels }) => others.every(([key, value]) => labels?.[key] === value))
    .sort((a, b) => a.id - b.id);
  return most >= 0 ? found.slice(Math.max(0, found.length - most)) : found;
}

function mostOf({ status, num = status === 'completed' ? 20 : -1 }: ListFilter): number {
  return num;
}
