import type { JobJson } from '../../lib/model/job.js';
import type { Execution } from '../../lib/model/job-read.js';
import type { Parameters } from '../../lib/model/parameters.js';
import type { JobState } from '../../lib/model/states.js';

/** Where a task runs: on this machine as it is, or with the paths that an image alias of the settings names. */
export interface TaskEnvironment {
  /** What a user reads: `this machine`, or the image's name. */
  readonly where: string;
  readonly path: readonly string[];
  readonly libraryPath: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What runs the task's image; absent when it runs on this machine itself. */
  readonly container?:
    | {
        readonly name: 'apptainer' | 'singularity' | 'podman' | 'docker';
        readonly program: string;
        readonly limitsMemory?: boolean;
        readonly options: readonly string[];
      }
    | undefined;
}

/** An output that was put into the object store. */
export interface StoredOutput {
  readonly kind: 'file' | 'directory';
  /** As the job declares it. */
  readonly name: string;
  /** Its key in the object store. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** A job to be put into the store, checked and complete. */
export interface NewJob {
  readonly spec: JobJson;
  /** One for each task of `spec`. */
  readonly environments: readonly TaskEnvironment[];
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
  /** Filled into `spec` when it runs. */
  readonly parameters?: Parameters | undefined;
}

/** What a request that may be sent again brings along. */
export interface Submission {
  /** Same key, same request: see `JobStore.create`. */
  readonly key: string;
  /** Tells whether two requests with one key ask for the same. */
  readonly bodyHash: string;
}

/** The place of a job in its workflow. */
export interface WorkflowPlace {
  readonly id: number;
  /** Of the step that it is made from. */
  readonly step: number;
  /** Its number among the jobs of a factory, from 0; 0 where there is no factory. */
  readonly instance: number;
}

/** A job as it stands in the store. Times are Unix seconds with fractions. */
export interface JobRecord {
  readonly id: number;
  /** Of a workflow's job `workflow/job`, and `workflow/job/index` when a factory made it. */
  readonly name: string;
  readonly workflow: WorkflowPlace | null;
  readonly parameters: Parameters | null;
  /** The number of its last change. */
  readonly changed: number;
  readonly status: JobState;
  readonly reason: string | null;
  /** How often the whole job was tried before. */
  readonly attempt: number;
  /** Somebody asked to delete it and it is being ended. */
  readonly deleting: boolean;
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
  /** As it was submitted: parameters are not filled in. */
  readonly spec: JobJson;
  readonly environments: readonly TaskEnvironment[];
  /** When its time in the queue is up. */
  readonly queueDeadline: number | null;
  readonly createTime: number;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly execution: Execution;
  readonly outputs: readonly StoredOutput[];
}

/** How a job ended. */
export interface JobEnd {
  readonly status: 'completed' | 'failed' | 'killed' | 'deleted';
  readonly reason?: string;
  readonly execution?: Execution;
  readonly outputs?: readonly StoredOutput[];
}
