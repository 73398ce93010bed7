import type { MimeBundle } from '../../display/port.js';
import { type WorkflowView, workflowCard } from '../../display/workflow-card.js';
import type { TrackedWorkflow } from '../tracked-workflow.js';
import { LiveDisplay } from './live-display.js';

type CardNotes = Pick<WorkflowView, 'detached' | 'reused' | 'note'>;

/** The card of a workflow in the output of the cell that runs it: live while the workflow is, static at the end. */
export class LiveWorkflowCard {
  readonly #display: LiveDisplay;

  constructor(private readonly workflow: TrackedWorkflow) {
    this.#display = new LiveDisplay(() => bundle(workflow));
  }

  /** Appears, and follows the clock from here on. */
  show(): void {
    this.#display.show();
  }

  /** The state or a count may have changed. */
  changed(): void {
    this.#display.changed();
  }

  /** The last word, with what failed and how. */
  async finish(notes: CardNotes): Promise<void> {
    this.#display.end(await staticWorkflowCard(this.workflow, notes));
  }

  /** Nobody waits any more, or the service is gone: this is what was known last. */
  end(notes: CardNotes): void {
    this.#display.end(bundle(this.workflow, notes));
  }
}

/** A card that does not move, with all jobs as they are now. */
export async function staticWorkflowCard(
  workflow: TrackedWorkflow,
  notes: CardNotes = {},
): Promise<MimeBundle> {
  // Of jobs that have failed only the detail form tells how.
  const detail = workflow.ended && !workflow.succeeded;
  for (const job of await workflow.client.workflows.jobs(workflow.id, undefined, detail)) {
    workflow.acceptJob(job);
  }
  return bundle(workflow, notes);
}

function bundle(workflow: TrackedWorkflow, notes: CardNotes = {}): MimeBundle {
  return workflowCard({
    workflow: workflow.read,
    jobs: [...workflow.jobs.values()],
    now: Date.now() / 1000,
    ...notes,
  });
}
