import { TunebookError } from './tunebook-error.js';

/** A job of a workflow that did not succeed. */
export interface FailedJob {
  readonly id: number;
  /** As in `scan/point/3`. */
  readonly name: string;
  /** Its state, or `exit 1`. */
  readonly outcome: string;
}

/**
 * A workflow that was run ended without success.
 *
 * @example
 * try {
 *   await workflow.run()
 * } catch (error) {
 *   if (!(error instanceof WorkflowFailedError)) throw error
 *   for (const { id } of error.jobs) show(await (await jobs.get(id)).stderr())
 * }
 */
export class WorkflowFailedError extends TunebookError {
  override readonly name = 'WorkflowFailedError';
  readonly code = 'workflow-failed';

  readonly workflowId: number;
  readonly state: string;
  /** The jobs that did not succeed; what waited for them was never made. */
  readonly jobs: readonly FailedJob[];

  constructor(message: string, facts: { workflowId: number; state: string; jobs: readonly FailedJob[] }) {
    super(message);
    this.workflowId = facts.workflowId;
    this.state = facts.state;
    this.jobs = facts.jobs;
  }
}
