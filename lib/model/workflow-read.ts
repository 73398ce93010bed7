import type { Read } from './read.js';

/** Counts of the jobs of a workflow; a job that was tried again counts once. */
export interface WorkflowProgress {
  total: number;
  /** Succeeded. */
  done: number;
  failed: number;
  /** Submitted and not ended. */
  queued: number;
  /** Of the queued ones, those that run; our service tells it. */
  running?: number | undefined;
  /** Not submitted: they wait for others, or never run because one of those failed. */
  waiting: number;
}

/**
 * A workflow as a server tells it (`GET /workflows`, `GET /workflows/{id}`), in short or detail form. Its jobs are asked for
 * with `GET /jobs?workflow=true&id=`.
 */
export interface WorkflowRead extends Read {
  progress?: WorkflowProgress | undefined;
}
