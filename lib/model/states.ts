/** The states of a job that PROMINENCE names. A server may send others: they are shown as they are. */
export const jobStates = [
  'idle',
  'pending',
  'deploying',
  'waiting',
  'running',
  'completed',
  'failed',
  'deleted',
  'killed',
] as const;

/** A state that PROMINENCE names. */
export type JobState = (typeof jobStates)[number];

const finalStates: ReadonlySet<string> = new Set(['completed', 'failed', 'deleted', 'killed']);
const queuedStates: ReadonlySet<string> = new Set(['idle', 'pending', 'deploying', 'waiting']);

/** True for a state that no longer changes. It says nothing of success: see {@link succeeded}. */
export function isFinal(status: string): boolean {
  return finalStates.has(status);
}

/** True while a job waits for a slot. */
export function isQueued(status: string): boolean {
  return queuedStates.has(status);
}

/**
 * True when a job completed and every task that ran ended with exit code 0. `completed` alone is not success:
 * PROMINENCE says `completed` for a non-zero exit code too.
 */
export function succeeded(status: string, exitCodes: readonly (number | undefined)[]): boolean {
  return status === 'completed' && exitCodes.every(code => code === 0);
}
