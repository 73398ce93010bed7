import { contentLabel } from '../model/submission-label.js';
import type { RunOptions } from './call-options.js';
import { LiveWorkflowCard } from './live/live-workflow-card.js';
import { type FoundWorkflow, submitWorkflowOnce } from './submit/submit-workflow-once.js';
import type { TrackedWorkflow } from './tracked-workflow.js';
import { workflowFailure } from './wait/workflow-failure.js';
import type { Workflow } from './workflow.js';

/** The workflow that run() waits for: one without the label to be found by is its own, as with a job. */
export function workflowToFollow(
  workflow: Workflow,
  options: RunOptions,
  own: TrackedWorkflow | undefined,
): Promise<FoundWorkflow> | FoundWorkflow {
  const labelled = own?.read.labels?.[contentLabel] !== undefined;
  const usable = own && !labelled && (!own.ended || own.succeeded);
  if (usable && !options.fresh) return { workflow: own, found: true };
  return submitWorkflowOnce(workflow.toJSON(), options);
}

/** Shows the card of a submitted workflow until its end. @throws {WorkflowFailedError | DetachedError | ServiceError} */
export async function followWorkflow(
  workflow: TrackedWorkflow,
  options: RunOptions,
  found: boolean,
): Promise<void> {
  const reused = found && workflow.ended;
  const card = new LiveWorkflowCard(workflow);
  card.show();
  await card.follow(options, () => ({ reused }));
  if (!workflow.succeeded && options.check !== false) throw await workflowFailure(workflow);
}
