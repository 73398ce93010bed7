import type { Job } from './job.js';
import type { TrackedJob } from './tracked-job.js';
import type { TrackedWorkflow } from './tracked-workflow.js';
import type { Workflow } from './workflow.js';

/** What Job and Workflow let the rest of this folder do, and nobody else. */
interface Access {
  job?: (tracked: TrackedJob) => Job;
  trackedJob?: (job: Job) => TrackedJob | undefined;
  workflow?: (tracked: TrackedWorkflow) => Workflow;
  trackedWorkflow?: (workflow: Workflow) => TrackedWorkflow | undefined;
}

const access: Access = {};

/** Called by Job and Workflow, whose public constructors take options only. */
export function provideAccess(provided: Access): void {
  Object.assign(access, provided);
}

/** A job that the service has, with all its parts. Job is loaded by then: whoever asks for a job has it. */
export function restoredJob(tracked: TrackedJob): Job {
  return access.job!(tracked);
}

/** What the service has of a job; undefined until it is submitted. */
export function trackedJob(job: Job): TrackedJob | undefined {
  return access.trackedJob!(job);
}

/** A workflow that the service has, with all its parts. Workflow is loaded by then. */
export function restoredWorkflow(tracked: TrackedWorkflow): Workflow {
  return access.workflow!(tracked);
}

/** What the service has of a workflow; undefined until it is submitted. */
export function trackedWorkflow(workflow: Workflow): TrackedWorkflow | undefined {
  return access.trackedWorkflow!(workflow);
}
