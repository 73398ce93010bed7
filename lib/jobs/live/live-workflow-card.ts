import type { MimeBundle } from '../../display/port.js';
import { namedFailures, type WorkflowView, workflowCard } from '../../display/workflow-card.js';
import type { WaitOptions } from '../call-options.js';
import { cancelTracked } from '../cancel-tracked.js';
import { TrackedJob } from '../tracked-job.js';
import { TrackedWorkflow } from '../tracked-workflow.js';
import { waitForWorkflow } from '../wait/wait-for-end.js';
import { FollowedCard } from './followed-card.js';
import { lastLine } from './last-line.js';

/** The card of a workflow in the output of the cell that runs it: live while the workflow is followed, static else. */
export class LiveWorkflowCard extends FollowedCard {
  #workflow: TrackedWorkflow;

  constructor(workflow: TrackedWorkflow) {
    super();
    this.#workflow = workflow;
  }

  protected get ended(): boolean {
    return this.#workflow.ended;
  }

  protected bundle(): MimeBundle {
    return bundle(this.#workflow, {
      kept: this.display.kept,
      buttons: this.buttons,
      ...this.notes,
    });
  }

  protected untilEnded(options: WaitOptions): Promise<void> {
    return waitForWorkflow(this.#workflow, options, () => this.display.changed());
  }

  protected async finish(): Promise<void> {
    this.display.stop();
    this.display.end(
      await staticWorkflowCard(this.#workflow, { ...this.notes, buttons: this.display.buttons }),
    );
  }

  protected cancel(): Promise<void> {
    const { client, id } = this.#workflow;
    return cancelTracked(this.#workflow, () => client.workflows.delete(id));
  }

  protected async again(): Promise<string> {
    const { client, id } = this.#workflow;
    this.#workflow = new TrackedWorkflow(
      client,
      await client.workflows.get(await client.workflows.rerun(id)),
    );
    return `Workflow ${id} once more, as far as it failed: await workflows.get(${this.#workflow.id}) has it in any cell.`;
  }
}

/** A card that does not move, with all jobs as they are now. */
export async function staticWorkflowCard(
  workflow: TrackedWorkflow,
  view: Partial<WorkflowView> = {},
): Promise<MimeBundle> {
  // Of jobs that have failed only the detail form tells how.
  const detail = workflow.ended && !workflow.succeeded;
  for (const job of await workflow.client.workflows.jobs(workflow.id, undefined, detail)) {
    workflow.acceptJob(job);
  }
  const failed = detail ? namedFailures([...workflow.jobs.values()]) : [];
  const said = failed.map(
    async job => [job.id, await lastLine(new TrackedJob(workflow.client, job))] as const,
  );
  return bundle(workflow, { lastLines: new Map(await Promise.all(said)), ...view });
}

function bundle(workflow: TrackedWorkflow, view: Partial<WorkflowView>): MimeBundle {
  return workflowCard({
    workflow: workflow.read,
    jobs: [...workflow.jobs.values()],
    now: Date.now() / 1000,
    ...view,
  });
}
