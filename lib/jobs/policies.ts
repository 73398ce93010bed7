/** Where a job should run. */
export interface PlacementRule {
  /** Names of sites, as the service knows them. */
  sites?: string[] | undefined;
  /** Names of regions, as the service knows them. */
  regions?: string[] | undefined;
}

/** How the service treats a job. */
export interface JobPolicies {
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
  placement?: { requirements?: PlacementRule; preferences?: PlacementRule } | undefined;
  /** How clouds make room for the job. @default what the service says */
  autoScalingType?: 'none' | 'dedicated' | 'shared' | null | undefined;
}

/** A mail when the job has ended. */
export interface JobNotification {
  /** When: the end of the job is all that there is. */
  event: 'jobFinished';
  /** How: a mail to the user whom the service knows. */
  type: 'email';
}
