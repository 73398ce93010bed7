import { types } from 'node:util';
import { jobList, workflowList } from '../display/job-list.js';
import type { MimeBundle } from '../display/port.js';
import { trackedJob, trackedWorkflow } from './access.js';
import { Job } from './job.js';
import { Workflow } from './workflow.js';

/** An array of jobs, or of workflows, that are submitted as a table; undefined for all else. */
export function listBundle(value: object): MimeBundle | undefined {
  // The first one tells of nearly all arrays what they are not; some are very long.
  if (!Array.isArray(value) || types.isProxy(value)) return undefined;
  if (!(value[0] instanceof Job || value[0] instanceof Workflow)) return undefined;
  const now = Date.now() / 1000;
  if (value.every(each => each instanceof Job)) {
    const jobs = value.map(job => trackedJob(job)?.read);
    return jobs.every(read => read !== undefined) ? jobList(jobs, now) : undefined;
  }
  if (!value.every(each => each instanceof Workflow)) return undefined;
  const workflows = value.map(workflow => trackedWorkflow(workflow)?.read);
  return workflows.every(read => read !== undefined) ? workflowList(workflows, now) : undefined;
}
