/** Which jobs or workflows to list. */
export interface ListFilter {
  /** `active` are those queued or running. @default 'active' */
  status?: 'active' | 'idle' | 'running' | 'completed' | 'all' | undefined;
  /** With `completed`: how many, the newest first; -1 is all. @default 20 */
  num?: number | undefined;
  /** Those of exactly this name. */
  name?: string | undefined;
  /** Those with all of these labels. */
  label?: Readonly<Record<string, string>> | undefined;
}

const defaultNum = 20;

/** The query of a list. */
export function listQuery({
  status = 'active',
  num = defaultNum,
  name,
  label,
}: ListFilter): Record<string, string> {
  // The service looks for one label: with several, all with the first are asked for.
  const [pair, ...others] = Object.entries(label ?? {});
  return {
    // The short form has not all parts: what would be made of it would not be the same.
    detail: 'true',
    ...(status === 'all' && { all: 'true' }),
    ...(status === 'completed' && { completed: 'true', num: String(others.length > 0 ? -1 : num) }),
    ...((status === 'idle' || status === 'running') && { status }),
    ...(name !== undefined && { name }),
    ...(pair && { constraint: pair.join('=') }),
  };
}

/** What was asked for of what the service sent, in the order of the ids. */
export function listed<
  T extends { readonly id: number; readonly labels?: Record<string, string> | undefined },
>(reads: readonly T[], { status, num = defaultNum, label = {} }: ListFilter): T[] {
  const [, ...others] = Object.entries(label);
  const found = reads
    .filter(({ labels }) => others.every(([key, value]) => labels?.[key] === value))
    .sort((a, b) => a.id - b.id);
  return status === 'completed' && num >= 0 ? found.slice(Math.max(0, found.length - num)) : found;
}
