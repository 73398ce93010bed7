import { DetachedError } from '../errors/detached-error.js';
import type { RunOptions } from './call-options.js';
import { LiveWorkflowCard } from './live-workflow-card.js';
import type { TrackedWorkflow } from './tracked-workflow.js';
import { waitForWorkflow } from './wait-for-end.js';
import { workflowFailure } from './workflow-failure.js';

/** Shows the card of a submitted workflow until its end. @throws {WorkflowFailedError | DetachedError | ServiceError} */
export async function followWorkflow(
  workflow: TrackedWorkflow,
  options: RunOptions,
  reused: boolean,
): Promise<void> {
  const card = new LiveWorkflowCard(workflow);
  card.show();
  try {
    await waitForWorkflow(workflow, options, () => card.changed());
  } catch (error) {
    card.end(
      error instanceof DetachedError
        ? { detached: true }
        : { note: 'The service does not answer any more. This is what it said last.' },
    );
    throw error;
  }
  await card.finish({ reused });
  if (!workflow.succeeded && options.check !== false) throw await workflowFailure(workflow);
}
