import { TunebookError } from './tunebook-error.js';

/** The service knows no workflow of this id. */
export class UnknownWorkflowError extends TunebookError {
  override readonly name = 'UnknownWorkflowError';
  readonly code = 'unknown-workflow';

  constructor(readonly workflowId: number) {
    super(
      `The service knows no workflow ${workflowId}. await workflows.list({ status: 'all' }) lists those it knows`,
    );
  }
}
