import type { Job } from './job.js';
import type { TrackedJob } from './tracked-job.js';

type Make = (tracked: TrackedJob) => Job;

let make: Make | undefined;

/** Called by Job, whose public constructor takes options only. */
export function provideRestore(provided: Make): void {
  make = provided;
}

/** A job that the service has, with all its parts. Job is loaded by then: whoever asks for a job has it. */
export function restoredJob(tracked: TrackedJob): Job {
  return make!(tracked);
}
