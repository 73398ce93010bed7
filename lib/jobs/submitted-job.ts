import { basename } from 'node:path';
import type { JobStream } from '../client/service-client.js';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { stopSignal } from '../display/stop-signal.js';
import { NotSubmittedError } from '../errors/not-submitted-error.js';
import type { Execution } from '../model/job-read.js';
import type { JobState } from '../model/states.js';
import type { DataFile } from '../outputs/data-file.js';
import type { Table } from '../outputs/table.js';
import type { SaveOptions, SignalOption, StreamOptions, WaitOptions } from './call-options.js';
import { cancelTracked } from './cancel-tracked.js';
import { findOutput, outputFiles } from './job-outputs.js';
import { shellWord } from './parts/sh.js';
import type { TrackedJob } from './tracked-job.js';

/** What a job is to those who wait for it, read what it made and end it. */
export abstract class SubmittedJob {
  /** What the service has, once it has the job. @internal */
  protected abstract get tracked(): TrackedJob | undefined;

  /** The id that the service gave; undefined until the job is submitted. */
  get id(): number | undefined {
    return this.tracked?.id;
  }

  /** The state as it was known last; undefined until the job is submitted. `status()` asks for it. */
  get state(): JobState | (string & {}) | undefined {
    return this.tracked?.read.status;
  }

  /** Why the job is in its state, where the service says. */
  get reason(): string | undefined {
    return this.tracked?.read.statusReason;
  }

  /** True when the job has ended and every task's exit code is 0. */
  get succeeded(): boolean {
    return this.tracked?.succeeded ?? false;
  }

  /** Exit codes of the tasks that were reached; undefined for one that did not end by itself. */
  get exitCodes(): (number | undefined)[] {
    return this.tracked?.exitCodes ?? [];
  }

  /** Where the job ran and what each task took, as far as it is known. */
  get execution(): Execution | undefined {
    return this.tracked?.read.execution;
  }

  /** What the factory of a workflow gave to this job. */
  get parameters(): Record<string, number | string> {
    return { ...this.tracked?.read.parameters };
  }

  /** When the job was submitted, started and ended, as far as it is known. */
  get times(): { created?: Date; started?: Date; ended?: Date } {
    return timesOf(this.tracked?.read.events);
  }

  /** The declared outputs: files, and folders as `.tgz`. They show themselves with their sizes and kinds. */
  get outputs(): DataFile[] {
    return outputFiles(this.need('outputs'));
  }

  /**
   * Waits for the end of the job, whatever its end.
   * @throws {WaitTimeoutError} after `timeout` seconds
   * @throws {DetachedError} when the cell is interrupted
   */
  async wait(options: WaitOptions = {}): Promise<this> {
    const tracked = this.need('wait()');
    const { waitForEnd } = await import('./wait/wait-for-end.js');
    await waitForEnd(tracked, options);
    return this;
  }

  /** Asks the service for the state of the job. */
  async status(options: SignalOption = {}): Promise<JobState | (string & {})> {
    const { status } = await this.need('status()').refresh(options.signal);
    return status;
  }

  /** What the job has printed so far, or from the byte `offset` on. */
  stdout(options: StreamOptions = {}): Promise<string> {
    return this.#text('stdout', options);
  }

  /** What the job has printed to standard error so far, or from the byte `offset` on. */
  stderr(options: StreamOptions = {}): Promise<string> {
    return this.#text('stderr', options);
  }

  /**
   * What the job prints, as it comes, until its end. As the last expression of a cell it shows the end of that, live,
   * and the cell does not wait.
   *
   * @example
   * for await (const text of job.follow()) process.stdout.write(text)
   */
  follow(options: StreamOptions = {}): AsyncGenerator<string, void, undefined> {
    const tracked = this.need('follow()');
    return shownLive(this.#follow(tracked, 'stdout', options), tracked, 'stdout');
  }

  /** What the job prints to standard error, as `follow()` has standard output. */
  followErrors(options: StreamOptions = {}): AsyncGenerator<string, void, undefined> {
    const tracked = this.need('followErrors()');
    return shownLive(this.#follow(tracked, 'stderr', options), tracked, 'stderr');
  }

  /**
   * The last match of a pattern in standard output, as a number: its first group, or all of it.
   * @throws {NoMatchError} showing the end of the output
   *
   * @example
   * const pressure = await job.number(/P = (\S+)/)
   */
  async number(pattern: RegExp, options: SignalOption = {}): Promise<number> {
    const what = `standard output of job ${this.id}${this.need('number()').ended ? '' : `, which is ${this.state}`}`;
    const { lastNumber } = await import('./last-number.js');
    const { decodedText } = await import('../outputs/text.js');
    return this.#read(chunks => lastNumber(decodedText(chunks), pattern, what), options);
  }

  /**
   * Every match of a pattern in standard output, one a row; named groups are the columns.
   *
   * @example
   * const all = await job.match(/T = (?<T>\S+) P = (?<P>\S+)/)
   */
  async match(pattern: RegExp, options: SignalOption = {}): Promise<Table> {
    const { tableFromMatches } = await import('../outputs/matches.js');
    const { decodedText } = await import('../outputs/text.js');
    return this.#read(chunks => tableFromMatches(decodedText(chunks), pattern, `job ${this.id}`), options);
  }

  /**
   * The lines of standard output with a match of a pattern, or with a text: a table of their numbers and texts.
   *
   * @example
   * await job.grep(/warning/i)
   */
  async grep(pattern: RegExp | string, options: SignalOption = {}): Promise<Table> {
    const { matchingLines } = await import('../outputs/matches.js');
    const { textLines } = await import('../outputs/text.js');
    return this.#read(chunks => matchingLines(textLines(chunks), pattern, `job ${this.id}`), options);
  }

  /**
   * A declared output, to show, to read as a table, JSON, text and the like, or to save.
   * @throws {OutputError} `undeclared`; reading it throws `not-finished` and `not-made`
   */
  output(name: string): DataFile {
    return findOutput(this.need(`output('${name}')`), name);
  }

  /**
   * PROMINENCE's way to an output: its text, or with `saveAs` the path that it was saved to.
   * @throws {OutputError}
   */
  async getOutputFile(name: string, options: SaveOptions = {}): Promise<string> {
    const output = this.output(name);
    return options.saveAs === undefined ? output.text(options) : output.save(options.saveAs, options);
  }

  /**
   * Saves an output folder, which is a `.tgz`; the path that it was saved to.
   * @throws {OutputError}
   */
  getOutputDirectory(name: string, options: SaveOptions = {}): Promise<string> {
    return this.output(name).save(options.saveAs ?? `${basename(name)}.tgz`, options);
  }

  /**
   * Saves all that the job has made below a folder, under the paths that it declared; output folders are unpacked.
   * @returns the paths that were saved
   * @throws {OutputError} `not-finished`
   *
   * @example
   * await job.download('results')
   */
  async download(folder: string, options: SignalOption = {}): Promise<string[]> {
    const { downloadOutputs } = await import('./transfers/download-outputs.js');
    return downloadOutputs(this.need('download()'), folder, options);
  }

  /**
   * Runs a command in the folder of the running job, outside of its container: what it printed, both streams in one.
   * @param command its words, or a line for the shell
   * @throws {ServiceError} `refused` when the job does not run, or the command fails
   *
   * @example
   * await job.exec(['ls', '-l'])
   * await job.exec('tail -n 3 log.lammps | cut -c -80')
   */
  async exec(command: string | readonly string[], options: SignalOption = {}): Promise<string> {
    const { client, id } = this.need('exec()');
    const line = typeof command === 'string' ? command : command.map(shellWord).join(' ');
    return client.exec(id, line, options.signal);
  }

  /**
   * A file or folder of the running job as it is now, packed as a `.tgz`.
   * @param path relative to the job's folder
   * @throws {ServiceError} `refused` when the job does not run
   *
   * @example
   * const soFar = await job.snapshot('log.lammps')
   * await soFar.save('so-far.tgz')
   */
  async snapshot(path: string, options: SignalOption = {}): Promise<DataFile> {
    const { client, id } = this.need('snapshot()');
    const { snapshotFile } = await import('./job-outputs.js');
    return snapshotFile(id, await client.snapshot(id, path, options.signal));
  }

  /** Ends the job if it is still active. Nothing else does. */
  async cancel(options: SignalOption = {}): Promise<void> {
    const tracked = this.need('cancel()');
    await cancelTracked(tracked, () => tracked.client.deleteJob(tracked.id, options.signal), options.signal);
  }

  /** PROMINENCE's name for `cancel`. */
  delete(options: SignalOption = {}): Promise<void> {
    return this.cancel(options);
  }

  /** Takes the finished job, which the policy `leaveInQueue` keeps there, out of the list of active ones. */
  async remove(options: SignalOption = {}): Promise<void> {
    const { client, id } = this.need('remove()');
    await client.removeJob(id, options.signal);
  }

  /** @internal @throws {NotSubmittedError} */
  protected need(what: string): TrackedJob {
    if (!this.tracked) throw new NotSubmittedError(what, 'job');
    return this.tracked;
  }

  async *#follow(
    tracked: TrackedJob,
    stream: JobStream,
    options: StreamOptions,
  ): AsyncGenerator<string, void, undefined> {
    const { followStream } = await import('./wait/follow-stream.js');
    yield* followStream(tracked, stream, options);
  }

  /** Reads standard output as it comes, without holding all of it. */
  #read<T>(read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>, { signal }: SignalOption): Promise<T> {
    const { client, id } = this.need('stdout()');
    return client.readStream(id, 'stdout', 0, read, stopSignal(signal));
  }

  async #text(stream: JobStream, options: StreamOptions): Promise<string> {
    const { client, id } = this.need(`${stream}()`);
    return new TextDecoder().decode(await client.stream(id, stream, options, options.signal));
  }
}

/** Lets what gives texts show itself as a log that follows the job. It has shown that itself when it is asked for a bundle. */
function shownLive<T extends object>(texts: T, tracked: TrackedJob, stream: JobStream): T {
  const show = async (): Promise<MimeBundle> => {
    const { showLog } = await import('./live/live-log.js');
    showLog(tracked, stream);
    return {};
  };
  return Object.defineProperty(texts, jupyterDisplay, { value: show });
}

/** The times of a job or a workflow, which the service tells in Unix seconds. */
export function timesOf({
  createTime,
  startTime,
  endTime,
}: {
  createTime?: number | undefined;
  startTime?: number | undefined;
  endTime?: number | undefined;
} = {}): { created?: Date; started?: Date; ended?: Date } {
  return {
    ...(createTime !== undefined && { created: new Date(createTime * 1000) }),
    ...(startTime !== undefined && { started: new Date(startTime * 1000) }),
    ...(endTime !== undefined && { ended: new Date(endTime * 1000) }),
  };
}
