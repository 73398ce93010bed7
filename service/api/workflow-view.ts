import type { WorkflowRecord } from '../store/workflow-record.js';
import { eventsOf, readableTask } from './job-view.js';

/** A workflow as lists and events show it. */
export function shortWorkflow(workflow: WorkflowRecord): Record<string, unknown> {
  return {
    id: workflow.id,
    name: workflow.name,
    status: workflow.status,
    ...(workflow.reason === null ? {} : { statusReason: workflow.reason }),
    ...(workflow.spec.labels ? { labels: workflow.spec.labels } : {}),
    events: eventsOf(workflow),
    progress: workflow.progress,
  };
}

/** All of a workflow: what was submitted, and how it stands. */
export function detailWorkflow(workflow: WorkflowRecord): Record<string, unknown> {
  const jobs = workflow.spec.jobs.map(job => ({ ...job, tasks: job.tasks.map(readableTask) }));
  return { ...workflow.spec, jobs, ...shortWorkflow(workflow) };
}
