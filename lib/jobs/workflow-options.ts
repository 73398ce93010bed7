import type { Job } from './job.js';
import type { JobOptions } from './job-options.js';
import type { Dependency, DependencyOptions } from './parts/dependency.js';
import type { FactoryOptions } from './parts/factories.js';
import type { Notification } from './parts/notification.js';
import type { WorkflowPolicies, WorkflowPoliciesOptions } from './parts/policies.js';
import type { Workflow } from './workflow.js';

/** What a workflow is made of. */
export interface WorkflowOptions {
  /** Letters, digits and `- _ . /`; a PROMINENCE service needs one. @default 'workflow' */
  name?: string | undefined;
  /** Its jobs; each needs a name of its own. */
  jobs?: readonly (Job | JobOptions)[] | undefined;
  /** Who waits for whom: a list, or an object with the names of those that wait, by the name of whom they wait for. */
  dependencies?:
    | readonly (Dependency | DependencyOptions)[]
    | Readonly<Record<string, readonly string[]>>
    | undefined;
  /** What makes many jobs of one. */
  factories?: readonly FactoryOptions[] | undefined;
  /** To find workflows by; keys of letters and digits. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Retries, placement. @default none */
  policies?: WorkflowPolicies | WorkflowPoliciesOptions | undefined;
  /** Mails at the end; the embedded service sends none. @default none */
  notifications?: readonly Notification<'workflowFinished'>[] | undefined;
}

/** The names of the options, for those who write without types. */
export const workflowOptionNames = [
  'name',
  'jobs',
  'dependencies',
  'factories',
  'labels',
  'policies',
  'notifications',
] as const satisfies readonly (keyof WorkflowOptions)[];

/** The parts of a workflow, as it holds them. */
export type WorkflowParts = Pick<Workflow, (typeof workflowOptionNames)[number]>;
