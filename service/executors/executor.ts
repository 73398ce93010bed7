import type { JobJson } from '../../lib/model/job.js';
import type { Execution } from '../../lib/model/job-read.js';
import type { Parameters } from '../../lib/model/parameters.js';

/** A program that runs containers. */
export interface ContainerEngine {
  readonly name: 'apptainer' | 'singularity' | 'podman' | 'docker';
  /** Its path. */
  readonly program: string;
  /** True when it can limit the memory of a container; absent of those that were found by an earlier version. */
  readonly limitsMemory?: boolean;
  /** Options of the user's, for each container. */
  readonly options: readonly string[];
}

/** The paths and variables of an image alias, or none of them for this machine as it is or a container. */
export interface ExecutorEnvironment {
  readonly where: string;
  readonly path: readonly string[];
  readonly libraryPath: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What runs the task's image; absent when it runs on this machine itself. */
  readonly container?: ContainerEngine | undefined;
}

/** What an executor needs to know of a job. */
export interface ExecutorJob {
  readonly id: number;
  readonly attempt: number;
  /** With its parameters filled in. */
  readonly spec: JobJson;
  readonly parameters?: Parameters | null;
  readonly workflow?: { readonly id: number } | null;
  /** One for each task. */
  readonly environments: readonly ExecutorEnvironment[];
  readonly cpus: number;
  /** GB. */
  readonly memory: number;
}

/** An output that was stored. */
export interface ExecutorOutput {
  readonly kind: 'file' | 'directory';
  readonly name: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** How an attempt of a job ended. */
export interface ExecutorResult {
  readonly status: 'completed' | 'failed' | 'killed';
  readonly reason?: string;
  readonly execution: Execution;
  readonly outputs: readonly ExecutorOutput[];
  /** True when PROMINENCE would try the whole job again (`maximumRetries`). */
  readonly mayRetry: boolean;
}

/** Told while an attempt runs. */
export interface ExecutorObserver {
  progress(execution: Execution): void;
  /** Sizes of the job's streams, in bytes. */
  output(stdout: number, stderr: number): void;
}

/** A file of this machine. */
export interface LocalFile {
  readonly path: string;
  /** What tells its contents from others, where the file itself does not. */
  readonly version?: string;
}

/** Where inputs come from and outputs go to; the executor knows no object store. */
export interface ExecutorObjects {
  /** The file of an uploaded object: one that must not be changed, or `path`, to which it was fetched. */
  uploadFile(name: string, path: string, signal: AbortSignal): Promise<LocalFile>;
  /** The bytes of an object in S3, `s3://bucket/name`, with the rights that this service's environment gives. */
  readBucket(address: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Puts a file into the outputs of a job, under a key of its own. */
  addOutput(
    jobId: number,
    index: number,
    name: string,
    file: string,
    signal: AbortSignal,
  ): Promise<{ readonly key: string; readonly size: number }>;
  /** Puts the snapshot of a job in the place of the one before. */
  addSnapshot(jobId: number, file: string, signal: AbortSignal): Promise<void>;
}

/** What lets jobs call the service that runs them. */
export interface ExecutorAccess {
  /** Base of the API. */
  url(): string;
  /** @param expires Unix seconds. */
  token(jobId: number, expires: number): string;
}

/** Runs jobs somewhere. */
export interface Executor {
  /**
   * Runs an attempt of a job, or takes it up where an earlier service left it: however often this is called, by
   * whichever process, the tasks start once. Never rejects: what goes wrong is a result. Does not settle after
   * `detach`.
   */
  run(job: ExecutorJob, observer: ExecutorObserver): Promise<ExecutorResult>;
  /** Ends an attempt with all its processes, and resolves when they are gone. */
  kill(job: ExecutorJob): Promise<void>;
  /**
   * Runs a shell command in the folder of a running attempt, for so many seconds at most.
   *
   * @returns what it wrote.
   * @throws {RunningJobError}
   */
  exec(
    job: Pick<ExecutorJob, 'id'>,
    command: string,
    seconds: number,
    signal: AbortSignal,
  ): Promise<Buffer<ArrayBufferLike>>;
  /**
   * Packs a file or folder of a running attempt and stores it.
   *
   * @throws {RunningJobError}
   */
  snapshot(job: Pick<ExecutorJob, 'id'>, path: string, signal: AbortSignal): Promise<void>;
  /** Removes the working files of an attempt that ended, and of those before it; the streams stay. */
  clean(job: ExecutorJob): Promise<void>;
  /** The folder with all attempts of a job; it may not exist. */
  jobFolder(id: number): string;
  /** The file of a stream of an attempt; it may not exist yet. */
  streamPath(job: Pick<ExecutorJob, 'id' | 'attempt'>, stream: 'stdout' | 'stderr'): string;
  /** Texts that must not show where the output of an attempt does. */
  secrets(job: Pick<ExecutorJob, 'id' | 'attempt'>): Promise<string[]>;
  /** Stops watching; jobs go on. */
  detach(): void;
}
