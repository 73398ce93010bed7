import { inspect } from 'node:util';
import { displayPort } from '../display/front-end.js';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import { provideAccess, restoredJob } from './access.js';
import type { RunOptions, SignalOption } from './call-options.js';
import { fromJobRead, toJobJson } from './job-json.js';
import { type JobOptions, jobOptionNames } from './job-options.js';
import type { Artifact } from './parts/artifact.js';
import type { InputFile } from './parts/input-file.js';
import type { Notification } from './parts/notification.js';
import { JobPolicies, type JobPoliciesOptions } from './parts/policies.js';
import { Resources, type ResourcesOptions } from './parts/resources.js';
import type { Task, TaskOptions } from './parts/task.js';
import { SubmittedJob } from './submitted-job.js';
import { TrackedJob } from './tracked-job.js';

/**
 * A batch job: tasks that run one after the other on the service, with files in and out.
 *
 * @example
 * const job = await new Job({
 *   tasks: [{ image: 'lammps/lammps', command: 'lmp -in in.lj' }],
 *   inputFiles: [await InputFile.from('in.lj')],
 *   outputFiles: ['log.lammps'],
 * }).run()
 * const thermo = await job.output('log.lammps').table()
 */
export class Job extends SubmittedJob {
  /** Letters, digits, blanks and `- _ . /`. */
  name: string;
  /** They run one after the other in the job's folder. */
  tasks: (Task | TaskOptions)[];
  /** Small files that travel with the job. */
  inputFiles: InputFile[];
  /** Uploads or URLs, fetched into the job's folder; archives are unpacked. */
  artifacts: Artifact[];
  /** Files to keep when the job has ended, relative to its folder. */
  outputFiles: string[];
  /** Folders to keep, each as a `.tgz`. */
  outputDirectories: string[];
  /** What the job needs of a machine. */
  resources: Resources | ResourcesOptions;
  /** To find jobs by; keys of letters and digits. */
  labels: Record<string, string>;
  /** Retries, priority, placement. */
  policies: JobPolicies | JobPoliciesOptions;
  /** A number that tells repeats on purpose apart: `run()` does not reuse the result of another one. */
  replicate: number | undefined;
  /** Mails at the end; the embedded service sends none. */
  notifications: Notification<'jobFinished'>[];
  #tracked: TrackedJob | undefined;
  #submitted = '';
  /** The signal of the cell in which run() has shown the card. */
  #shownIn: AbortSignal | undefined;

  static {
    provideAccess({
      job: tracked => {
        const job = new Job(fromJobRead(tracked.read));
        job.#tracked = tracked;
        job.#submitted = job.#key();
        return job;
      },
      trackedJob: job => job.#tracked,
    });
  }

  constructor(options: JobOptions = {}) {
    super();
    refuseUnknownOptions(options);
    this.name = options.name ?? '';
    this.tasks = [...(options.tasks ?? [])];
    this.inputFiles = [...(options.inputFiles ?? [])];
    this.artifacts = [...(options.artifacts ?? [])];
    this.outputFiles = [...(options.outputFiles ?? [])];
    this.outputDirectories = [...(options.outputDirectories ?? [])];
    this.resources = new Resources(options.resources);
    this.labels = { ...options.labels };
    this.policies = new JobPolicies(options.policies);
    this.replicate = options.replicate;
    this.notifications = [...(options.notifications ?? [])];
  }

  /** @internal */
  protected get tracked(): TrackedJob | undefined {
    return this.#tracked;
  }

  /**
   * Submits the job, without waiting or showing anything. Each call submits anew.
   * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
   */
  async create(options: SignalOption = {}): Promise<this> {
    const json = this.toJSON();
    const key = this.#key();
    const { submitJob } = await import('./submit/submit-job.js');
    this.#tracked = await submitJob(json, options.signal);
    this.#submitted = key;
    this.#shownIn = undefined;
    return this;
  }

  /**
   * Runs the job to its end, with a live card. When the same job (by its tasks, resources, policies, the contents of
   * its inputs, and the programs and files that host tasks name) is queued, runs or has succeeded, that one is followed
   * or its result used, whichever kernel submitted it. A failed one is not; with `fresh` the job is submitted anew.
   * @throws {JobFailedError} when it ends without success, unless `check` is false
   * @throws {DetachedError} when the cell is interrupted; the job goes on
   */
  async run(options: RunOptions = {}): Promise<this> {
    const key = this.#key();
    const { followToEnd, jobToFollow, placeInCell } = await import('./run-job.js');
    const place = placeInCell();
    const own = key === this.#submitted ? this.#tracked : undefined;
    const { job, found } = await jobToFollow(this, options, own);
    this.#tracked = job;
    this.#submitted = key;
    this.#shownIn = displayPort().signal();
    await followToEnd(job, options, found, place);
    return this;
  }

  /** Submits the job as the service has it once more; the new one. */
  async clone(options: SignalOption = {}): Promise<Job> {
    const { client, id } = this.need('clone()');
    const read = await client.job(await client.cloneJob(id, options.signal), options.signal);
    return restoredJob(new TrackedJob(client, read));
  }

  /** An input file by its name; undefined where there is none. */
  getInputFile(name: string): InputFile | undefined {
    return this.inputFiles.find(file => file.name === name);
  }

  /** The job as PROMINENCE's JSON, with its defaults. */
  toJSON(): Record<string, unknown> {
    return toJobJson(this);
  }

  /** A card with the state as it is now; nothing in the cell whose `run()` shows it already. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    if (this.#shownIn && this.#shownIn === displayPort().signal()) return {};
    if (!this.#tracked) return { 'text/plain': inspect(this) };
    await this.#tracked.refresh();
    const { staticCard } = await import('./live/live-card.js');
    return staticCard(this.#tracked, { kept: true });
  }

  /** What makes it the same job again. */
  #key(): string {
    return JSON.stringify([this, this.replicate]);
  }

  [inspect.custom](): string {
    const outcome = this.#tracked ? ` (${this.#tracked.outcome})` : '';
    return `Job ${this.id ?? '(not submitted)'}${this.name && ` ${this.name}`}${outcome}`;
  }
}

/** For those who write without types: a misspelt part would be a job without it. */
function refuseUnknownOptions(options: JobOptions): void {
  const names: readonly string[] = jobOptionNames;
  const unknown = Object.keys(options).find(key => !names.includes(key));
  if (unknown !== undefined) {
    throw new InvalidJobError(unknown, `is no part of a job; it may have ${names.join(', ')}`);
  }
}
