import type { Loose, Read } from './read.js';

/** How a task went. */
export interface ExecutionTask extends Loose {
  /** Absent while the task runs or if it never ran; -9 when it was killed. */
  exitCode?: number | undefined;
  retries?: number | undefined;
  /** Seconds. */
  wallTimeUsage?: number | undefined;
  /** Seconds. */
  cpuTimeUsage?: number | undefined;
  /** Absent where the system does not tell. */
  maxResidentSetSizeKB?: number | undefined;
  imagePullStatus?: string | undefined;
}

/** How a job went. */
export interface Execution extends Loose {
  site?: string | undefined;
  tasks?: ExecutionTask[] | undefined;
  /** Seconds. */
  stageInTime?: number | undefined;
  /** Seconds. */
  stageOutTime?: number | undefined;
  maxMemoryUsageKB?: number | undefined;
  /** Our service, while the job runs: index of the task that runs, in run order, from 0. */
  currentTask?: number | undefined;
}

/** A declared output. */
export interface OutputRead {
  name: string;
  /** Absolute and signed; `''` until the file was made. */
  url: string;
  /** Bytes. */
  size?: number | undefined;
}

interface TaskRead extends Loose {
  image?: string | undefined;
  cmd?: string | undefined;
}

/** A small file that a job came with. */
interface InputRead {
  filename: string;
  /** Base64. */
  content: string;
  executable?: boolean | undefined;
}

interface ArtifactRead {
  url: string;
  mountpoint?: string | undefined;
  executable?: boolean | undefined;
}

/** A job as a server tells it (`GET /jobs`, `GET /jobs/{id}`), in short or detail form; only the second has inputs and outputs. */
export interface JobRead extends Read {
  /** What the factory of a workflow gave to this job. */
  parameters?: Record<string, number | string> | undefined;
  tasks: TaskRead[];
  /** Wall time in minutes, memory in GB. */
  resources?: { walltime?: number | undefined; memory?: number | undefined } | undefined;
  inputs?: InputRead[] | undefined;
  artifacts?: ArtifactRead[] | undefined;
  outputFiles?: OutputRead[] | undefined;
  outputDirs?: OutputRead[] | undefined;
  execution?: Execution | undefined;
}
