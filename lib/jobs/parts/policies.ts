/** Where a job should run. */
export interface PlacementRule {
  /** Names of sites, as the service knows them. */
  sites?: string[] | undefined;
  /** Names of regions, as the service knows them. */
  regions?: string[] | undefined;
}

/** Where a job must run, and where it would best. */
export interface Placement {
  /** It runs nowhere else. */
  requirements?: PlacementRule | undefined;
  /** It runs there where that can be. */
  preferences?: PlacementRule | undefined;
}

/** How the service treats a job. */
export interface JobPoliciesOptions {
  /** Times that the whole job is tried again, 1 to 6. @default none */
  maximumRetries?: number | undefined;
  /** Times that a single task is tried again, 1 to 6. @default none */
  maximumTaskRetries?: number | undefined;
  /** Minutes to wait for a slot; -1 is for ever. @default 0, until it starts or fails */
  maximumTimeInQueue?: number | undefined;
  /** Minutes that a resource may be idle before it is given up. */
  maximumIdleTimePerResource?: number | undefined;
  /** Keep the finished job in the list of active ones. @default false */
  leaveInQueue?: boolean | undefined;
  /** Run the next task although one failed; `run()` then resolves too. @default false */
  ignoreTaskFailures?: boolean | undefined;
  /** For workflows: a failed task does not fail the job's node. @default false */
  reportJobSuccessOnTaskFailure?: boolean | undefined;
  /** Run tasks without MPI on every node, not only the first. @default false */
  runSerialTasksOnAllNodes?: boolean | undefined;
  /** Larger goes first, from 0. */
  priority?: number | undefined;
  /** Sites and regions to require or prefer. */
  placement?: Placement | undefined;
  /** How clouds make room for the job. @default what the service says */
  autoScalingType?: 'none' | 'dedicated' | 'shared' | null | undefined;
}

/**
 * How the service treats a job. Unset fields mean PROMINENCE's defaults: no retries, no priority.
 *
 * @example
 * job.policies = new JobPolicies({ maximumRetries: 2, priority: 5 })
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every field may be absent, and the constructor takes them all
export class JobPolicies {
  constructor(options: JobPoliciesOptions = {}) {
    Object.assign(this, options);
  }
}

export interface JobPolicies extends JobPoliciesOptions {}

/** How the service treats a workflow. */
export interface WorkflowPoliciesOptions {
  /** Times that each job which failed is tried again, as a new job, 1 to 10. @default none */
  maximumRetries?: number | undefined;
  /** 1 to 10; PROMINENCE takes it, without an effect that is known. */
  maximumReruns?: number | undefined;
  /** Keep the finished workflow in the list of active ones. @default false */
  leaveInQueue?: boolean | undefined;
  /** Sites and regions to require or prefer; it takes the place of every job's own. */
  placement?: Placement | undefined;
}

/**
 * How the service treats a workflow.
 *
 * @example
 * workflow.policies = new WorkflowPolicies({ maximumRetries: 2 })
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every field may be absent, and the constructor takes them all
export class WorkflowPolicies {
  constructor(options: WorkflowPoliciesOptions = {}) {
    Object.assign(this, options);
  }
}

export interface WorkflowPolicies extends WorkflowPoliciesOptions {}
