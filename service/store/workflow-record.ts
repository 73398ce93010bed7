import type { JobJson } from '../../lib/model/job.js';
import type { JobState } from '../../lib/model/states.js';
import type { FactoryJson, WorkflowJson } from '../../lib/model/workflow.js';
import type { TaskEnvironment } from './job-record.js';

/** A job of a workflow's JSON, checked and complete, with all that its factory makes of it. */
export interface NewStep {
  readonly name: string;
  readonly spec: JobJson;
  readonly environments: readonly TaskEnvironment[];
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
  readonly factory?: FactoryJson | undefined;
  /** How many jobs it stands for. */
  readonly total: number;
  /** Places of the steps that wait for it. */
  readonly children: readonly number[];
  /** How many steps it waits for. */
  readonly parents: number;
}

/** A workflow to be put into the store, checked and complete. */
export interface NewWorkflow {
  readonly spec: WorkflowJson;
  readonly steps: readonly NewStep[];
}

/** Which jobs of each step, by its place, a new run of a workflow has to do. */
export type Unfinished = ReadonlyMap<number, readonly number[]>;

/** Counts of the jobs of a workflow; one that was tried again counts once. */
export interface Progress {
  readonly total: number;
  /** Succeeded. */
  readonly done: number;
  readonly failed: number;
  /** Submitted and not ended; those that run are among them. */
  readonly queued: number;
  readonly running: number;
  /** Not submitted. */
  readonly waiting: number;
}

/** A workflow as it stands in the store. Times are Unix seconds with fractions. */
export interface WorkflowRecord {
  readonly id: number;
  readonly name: string;
  readonly status: JobState;
  readonly reason: string | null;
  /** In the queue: it has not ended, or is kept there. */
  readonly active: boolean;
  /** The number of its last change. */
  readonly changed: number;
  readonly spec: WorkflowJson;
  readonly progress: Progress;
  readonly createTime: number;
  readonly startTime: number | null;
  readonly endTime: number | null;
}

/** Jobs of a step that are to be made. */
export interface Expansion {
  readonly workflow: number;
  readonly step: number;
  readonly spec: JobJson;
  readonly cpus: number;
  readonly memory: number;
  readonly factory: FactoryJson | undefined;
  /** Their numbers among the jobs of the factory. */
  readonly instances: readonly number[];
}
