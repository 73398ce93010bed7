import type { Job } from './job.js';
import type { Artifact } from './parts/artifact.js';
import type { InputFile } from './parts/input-file.js';
import type { Notification } from './parts/notification.js';
import type { JobPolicies, JobPoliciesOptions } from './parts/policies.js';
import type { Resources, ResourcesOptions } from './parts/resources.js';
import type { Task, TaskOptions } from './parts/task.js';

/** What a job is made of. */
export interface JobOptions {
  /** Letters, digits, blanks and `- _ . /`. @default '' */
  name?: string | undefined;
  /** They run one after the other in the job's folder. */
  tasks?: readonly (Task | TaskOptions)[] | undefined;
  /** Small files that travel with the job. */
  inputFiles?: readonly InputFile[] | undefined;
  /** Uploads or URLs, fetched into the job's folder; archives are unpacked. */
  artifacts?: readonly Artifact[] | undefined;
  /** Files to keep when the job has ended, relative to its folder; of a glob the first match. */
  outputFiles?: readonly string[] | undefined;
  /** Folders to keep, each as a `.tgz`. */
  outputDirectories?: readonly string[] | undefined;
  /** What the job needs of a machine. @default one CPU, 1 GB of memory, 10 GB of disk */
  resources?: Resources | ResourcesOptions | undefined;
  /** To find jobs by; keys of letters and digits. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Retries, priority, placement. @default none */
  policies?: JobPolicies | JobPoliciesOptions | undefined;
  /** Mails at the end; the embedded service sends none. @default none */
  notifications?: readonly Notification<'jobFinished'>[] | undefined;
  /** A number that tells repeats on purpose apart: `run()` does not reuse the result of another one. @default none */
  replicate?: number | undefined;
}

/** The names of the options, for those who write without types. */
export const jobOptionNames = [
  'name',
  'tasks',
  'inputFiles',
  'artifacts',
  'outputFiles',
  'outputDirectories',
  'resources',
  'labels',
  'policies',
  'notifications',
  'replicate',
] as const satisfies readonly (keyof JobOptions)[];

/** The parts of a job, as it holds them. */
export type JobParts = Pick<Job, (typeof jobOptionNames)[number]>;
