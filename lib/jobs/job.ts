import { inspect } from 'node:util';
import { displayPort } from '../display/front-end.js';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import { NotSubmittedError } from '../errors/not-submitted-error.js';
import { ServiceError } from '../errors/service-error.js';
import type { JobState } from '../model/states.js';
import type { OutputFile } from '../outputs/output-file.js';
import type { Table } from '../outputs/table.js';
import type { Artifact } from './artifact.js';
import type { RunOptions, SignalOption, WaitOptions } from './call-options.js';
import type { InputFile } from './input-file.js';
import { fromJobRead, toJobJson } from './job-json.js';
import { type JobOptions, jobOptionNames } from './job-options.js';
import { findOutput, outputFiles } from './job-outputs.js';
import type { JobNotification, JobPolicies } from './policies.js';
import { Resources, type ResourcesOptions } from './resources.js';
import { provideRestore } from './restored-job.js';
import type { Task, TaskOptions } from './task.js';
import type { TrackedJob } from './tracked-job.js';

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
export class Job {
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
  policies: JobPolicies;
  /** Mails at the end; the embedded service sends none. */
  notifications: JobNotification[];
  #tracked: TrackedJob | undefined;
  #submitted = '';
  /** The signal of the cell in which run() has shown the card. */
  #shownIn: AbortSignal | undefined;

  static {
    provideRestore(tracked => {
      const job = new Job(fromJobRead(tracked.read));
      job.#tracked = tracked;
      job.#submitted = JSON.stringify(job);
      return job;
    });
  }

  constructor(options: JobOptions = {}) {
    refuseUnknownOptions(options);
    this.name = options.name ?? '';
    this.tasks = [...(options.tasks ?? [])];
    this.inputFiles = [...(options.inputFiles ?? [])];
    this.artifacts = [...(options.artifacts ?? [])];
    this.outputFiles = [...(options.outputFiles ?? [])];
    this.outputDirectories = [...(options.outputDirectories ?? [])];
    this.resources = new Resources(options.resources);
    this.labels = { ...options.labels };
    this.policies = { ...options.policies };
    this.notifications = [...(options.notifications ?? [])];
  }

  /** The id that the service gave; undefined until the job is submitted. */
  get id(): number | undefined {
    return this.#tracked?.id;
  }

  /** The state as it was known last; undefined until the job is submitted. See {@link Job.status} to ask for it. */
  get state(): JobState | (string & {}) | undefined {
    return this.#tracked?.read.status;
  }

  /** Why the job is in its state, where the service says. */
  get reason(): string | undefined {
    return this.#tracked?.read.statusReason;
  }

  /** True when the job has ended and every task's exit code is 0. */
  get succeeded(): boolean {
    return this.#tracked?.succeeded ?? false;
  }

  /** Exit codes of the tasks that were reached; undefined for one that did not end by itself. */
  get exitCodes(): (number | undefined)[] {
    return this.#tracked?.exitCodes ?? [];
  }

  /** When the job was submitted, started and ended, as far as it is known. */
  get times(): { created?: Date; started?: Date; ended?: Date } {
    const { createTime, startTime, endTime } = this.#tracked?.read.events ?? {};
    return {
      ...(createTime !== undefined && { created: new Date(createTime * 1000) }),
      ...(startTime !== undefined && { started: new Date(startTime * 1000) }),
      ...(endTime !== undefined && { ended: new Date(endTime * 1000) }),
    };
  }

  /** The declared outputs: files, and folders as `.tgz`. */
  get outputs(): OutputFile[] {
    return outputFiles(this.#need('outputs'));
  }

  /**
   * Submits the job, without waiting or showing anything. Each call submits anew.
   * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
   */
  async create(options: SignalOption = {}): Promise<this> {
    const json = this.toJSON();
    const { submitJob } = await import('./submit-job.js');
    this.#tracked = await submitJob(json, options.signal);
    this.#submitted = JSON.stringify(json);
    this.#shownIn = undefined;
    return this;
  }

  /**
   * Submits the job and waits for its end, with a live card. Called again, it follows the job that runs, or shows the
   * one that succeeded; a job that failed or was changed since, or with `fresh`, is submitted anew.
   * @throws {JobFailedError} when it ends without success, unless `check` is false
   * @throws {DetachedError} when the cell is interrupted; the job goes on
   */
  async run(options: RunOptions = {}): Promise<this> {
    const before = this.#tracked;
    const unchanged = before !== undefined && !options.fresh && this.#submitted === JSON.stringify(this);
    const reused = unchanged && before.succeeded;
    if (!unchanged || (before.ended && !before.succeeded)) await this.create(options);
    const { followToEnd } = await import('./run-job.js');
    this.#shownIn = displayPort().signal();
    await followToEnd(this.#need('run()'), options, reused);
    return this;
  }

  /**
   * Waits for the end of the job, whatever its end.
   * @throws {WaitTimeoutError} after `timeout` seconds
   * @throws {DetachedError} when the cell is interrupted
   */
  async wait(options: WaitOptions = {}): Promise<this> {
    const tracked = this.#need('wait()');
    const { waitForEnd } = await import('./wait-for-end.js');
    await waitForEnd(tracked, options);
    return this;
  }

  /** Asks the service for the state of the job. */
  async status(options: SignalOption = {}): Promise<JobState | (string & {})> {
    const { status } = await this.#need('status()').refresh(options.signal);
    return status;
  }

  /** What the job has printed so far. */
  async stdout(options: SignalOption = {}): Promise<string> {
    return this.#text('stdout', options);
  }

  /** What the job has printed to standard error so far. */
  async stderr(options: SignalOption = {}): Promise<string> {
    return this.#text('stderr', options);
  }

  /**
   * What the job prints, as it comes, until its end.
   *
   * @example
   * for await (const text of job.follow()) process.stdout.write(text)
   */
  follow(options: SignalOption = {}): AsyncGenerator<string, void, undefined> {
    return this.#follow(this.#need('follow()'), 'stdout', options);
  }

  /** What the job prints to standard error, as it comes, until its end. */
  followErrors(options: SignalOption = {}): AsyncGenerator<string, void, undefined> {
    return this.#follow(this.#need('followErrors()'), 'stderr', options);
  }

  /**
   * The last match of a pattern in standard output, as a number: its first group, or all of it.
   * @throws {NoMatchError} showing the end of the output
   *
   * @example
   * const pressure = await job.number(/P = (\S+)/)
   */
  async number(pattern: RegExp): Promise<number> {
    const what = `standard output of job ${this.id}${this.#need('number()').ended ? '' : `, which is ${this.state}`}`;
    const { lastNumber } = await import('./last-number.js');
    return lastNumber(await this.stdout(), pattern, what);
  }

  /**
   * Every match of a pattern in standard output, one a row; named groups are the columns.
   *
   * @example
   * const all = await job.match(/T = (?<T>\S+) P = (?<P>\S+)/)
   */
  async match(pattern: RegExp): Promise<Table> {
    const { tableFromMatches } = await import('../outputs/matches.js');
    return tableFromMatches(await this.stdout(), pattern, `job ${this.id}`);
  }

  /**
   * A declared output, to read as text, bytes, JSON or table, or to save.
   * @throws {OutputError} `undeclared`; reading it throws `not-finished` and `not-made`
   */
  output(name: string): OutputFile {
    return findOutput(this.#need(`output('${name}')`), name);
  }

  /**
   * PROMINENCE's way to an output: its text, or with `saveAs` the path that it was saved to.
   * @throws {OutputError}
   */
  async getOutputFile(
    name: string,
    options: SignalOption & { saveAs?: string | undefined } = {},
  ): Promise<string> {
    const output = this.output(name);
    return options.saveAs === undefined ? output.text(options) : output.save(options.saveAs, options);
  }

  /** Ends the job if it is still active. Nothing else does. */
  async cancel(options: SignalOption = {}): Promise<void> {
    const tracked = this.#need('cancel()');
    try {
      await tracked.client.deleteJob(tracked.id, options.signal);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'refused') throw error;
      // Refused because it has ended meanwhile: that is what was wanted.
      await tracked.refresh(options.signal);
      if (!tracked.ended) throw error;
    }
    await tracked.refresh(options.signal);
  }

  /** PROMINENCE's name for {@link Job.cancel}. */
  delete(options: SignalOption = {}): Promise<void> {
    return this.cancel(options);
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
    const { staticCard } = await import('./live-card.js');
    return staticCard(this.#tracked);
  }

  [inspect.custom](): string {
    const outcome = this.#tracked ? ` (${this.#tracked.outcome})` : '';
    return `Job ${this.id ?? '(not submitted)'}${this.name && ` ${this.name}`}${outcome}`;
  }

  async *#follow(
    tracked: TrackedJob,
    stream: 'stdout' | 'stderr',
    options: SignalOption,
  ): AsyncGenerator<string, void, undefined> {
    const { followStream } = await import('./follow-stream.js');
    yield* followStream(tracked, stream, options);
  }

  async #text(stream: 'stdout' | 'stderr', options: SignalOption): Promise<string> {
    const { client, id } = this.#need(`${stream}()`);
    return new TextDecoder().decode(await client.stream(id, stream, 0, options.signal));
  }

  #need(what: string): TrackedJob {
    if (!this.#tracked) throw new NotSubmittedError(what);
    return this.#tracked;
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
